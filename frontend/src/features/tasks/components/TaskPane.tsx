import { Anchor, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconMail, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Timeline } from "@/features/contacts";
import { useMay } from "@/shared/access/session";
import { getContactOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { Notice } from "@/shared/ui/Notice";
import { StageBadge } from "@/shared/ui/StageBadge";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { isOutcome, type Outcome, outcomesOf } from "../model";
import { useComplete } from "../queries";
import { useTaskKeys } from "../use-task-keys";
import { CompleteForm } from "./CompleteForm";
import { DueText } from "./DueText";
import { LaterMenu } from "./LaterMenu";
import classes from "./TaskPane.module.css";
import { TaskTerms } from "./TaskTerms";

interface Props {
  task: TaskRow;
  /** Nothing comes after it. */
  last: boolean;
  onMove: (by: 1 | -1) => void;
  onFinished: (task: TaskRow) => void;
  back: ReactNode;
}

/** One task with everything needed to do it: who, why, what happened before, and what came of it. */
export function TaskPane({ task, last, onMove, onFinished, back }: Props) {
  const { t } = useTranslation("tasks");
  const may = useMay("workTasks");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [note, setNote] = useState("");
  const [putOff, setPutOff] = useState(false);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const complete = useComplete(onFinished);
  const open = task.status === "open" && may;
  const finish = () => {
    if (open && outcome && !complete.isPending) complete.mutate({ task, outcome, note: note.trim() });
  };
  useTaskKeys({
    move: onMove,
    choose: (index) => open && setOutcome(outcomesOf(task.kind)[index] ?? outcome),
    note: () => noteField.current?.focus(),
    finish,
    later: () => open && setPutOff(true),
  });
  return (
    <article className={classes.pane} aria-label={task.subject}>
      {back}
      <header className={classes.head}>
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Title order={2}>{task.subject}</Title>
          {open && <LaterMenu task={task} opened={putOff} onChange={setPutOff} />}
        </Group>
        <Group gap="xs" className={classes.meta}>
          <span>{t(`kind.${task.kind}`)}</span>
          <DueText task={task} />
          {task.priority !== "normal" && (
            <span>{t("priority.of", { priority: t(`priority.${task.priority}`) })}</span>
          )}
          {!open && <span>{t("assignee", { name: task.assignee?.name ?? t("nobody") })}</span>}
          {task.is_test && <StatusBadge>{t("test")}</StatusBadge>}
          {task.journey && (
            <Anchor component={Link} to={`/enrollments/${task.journey.enrollment_id}`} size="sm">
              {t("fromJourney", { journey: task.journey.name })}
            </Anchor>
          )}
        </Group>
      </header>
      {open && <TaskTerms task={task} />}
      <Person task={task} />
      {task.body && <Text className={classes.body}>{task.body}</Text>}
      {task.journey?.waiting && <Notice>{t("holds")}</Notice>}
      {open ? (
        <CompleteForm
          kind={task.kind}
          outcome={outcome}
          note={note}
          noteField={noteField}
          busy={complete.isPending}
          error={complete.error}
          last={last}
          onOutcome={setOutcome}
          onNote={setNote}
          onFinish={finish}
        />
      ) : (
        <Finished task={task} />
      )}
      <section aria-label={t("before")}>
        <Title order={3} size="h4" mb="sm">
          {t("before")}
        </Title>
        <Timeline contactId={task.contact.id} />
      </section>
    </article>
  );
}

/** Who it is about, with the number to call as the largest thing to press. */
function Person({ task }: { task: TaskRow }) {
  const { t } = useTranslation("tasks");
  const contact = useQuery(getContactOptions({ path: { contact_id: task.contact.id } })).data;
  const work =
    contact && [contact.company?.name, contact.department, contact.title].filter(Boolean).join(" ");
  return (
    <section className={classes.person} aria-label={t("person")}>
      <Stack gap={2}>
        <Group gap="xs">
          <Anchor component={Link} to={`/contacts/${task.contact.id}`} fw={600} size="lg">
            {task.contact.name}
          </Anchor>
          {contact && <StageBadge stage={contact.stage} />}
          {contact && (
            <Badge variant="light" color="gray" tt="none">
              {t("score", { score: contact.score })}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {work ?? task.contact.company}
        </Text>
      </Stack>
      <Group gap="xs">
        {contact?.phone && (
          <Button
            component="a"
            href={`tel:${contact.phone.replace(/[^\d+]/g, "")}`}
            variant={task.kind === "call" ? "light" : "default"}
            leftSection={<IconPhone size={16} />}
          >
            {contact.phone}
          </Button>
        )}
        {contact?.email && (
          <Button
            component="a"
            href={`mailto:${contact.email}`}
            variant="default"
            leftSection={<IconMail size={16} />}
          >
            {contact.email}
          </Button>
        )}
      </Group>
    </section>
  );
}

function Finished({ task }: { task: TaskRow }) {
  const { t } = useTranslation("tasks");
  if (!task.closed_at) return null;
  const outcome = task.outcome ?? "";
  return (
    <Notice>
      {t(task.status === "cancelled" ? "cancelled" : "finished", {
        outcome: isOutcome(outcome) ? t(`outcome.${outcome}`) : outcome,
      })}{" "}
      <TimeText at={task.closed_at} />
      {task.note && <Text className={classes.body}>{task.note}</Text>}
    </Notice>
  );
}
