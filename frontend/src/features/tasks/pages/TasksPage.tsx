import { Anchor, Chip, Group, Kbd, SegmentedControl, Text } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { EmptyState } from "@/shared/ui/EmptyState";
import { BackToList, ListAndPane } from "@/shared/ui/ListAndPane";
import { ListBar } from "@/shared/ui/ListBar";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TaskList } from "../components/TaskList";
import { TaskPane } from "../components/TaskPane";
import type { TaskSearch, Whose } from "../filter";
import { neighbourOf, nextAfter } from "../model";
import { useLinkedTask, useTasks } from "../queries";

/** What people have to do: the queue at the left, the one being worked on at the right. */
export function TasksPage() {
  const { t } = useTranslation("tasks");
  const search = useSearch({ from: "/console/tasks" });
  const pages = useTasks(search);
  return (
    <Page width="wide">
      <PageHeader title={t("title")} description={t("description")} />
      <Filters search={search} />
      <PagesView pages={pages}>
        {(rows) =>
          rows.length === 0 ? (
            <NothingToDo search={search} />
          ) : (
            <Queue rows={rows} search={search} {...(pages.more && { more: pages.more })} />
          )
        }
      </PagesView>
    </Page>
  );
}

/** Somebody else's queue may be full: from an empty one of one's own it is one step to what nobody has taken yet. */
function NothingToDo({ search }: { search: TaskSearch }) {
  const { t } = useTranslation("tasks");
  const narrowed = search.due || search.done || search.whose;
  return (
    <EmptyState
      picture={<IconChecklist size={28} />}
      title={t(narrowed ? "noMatch" : "empty")}
      text={t(narrowed ? "noMatchText" : "emptyText")}
      action={
        !narrowed && (
          <Anchor component={Link} to="/tasks" search={{ whose: "nobody" } as never} size="sm">
            {t("seeNobodys")}
          </Anchor>
        )
      }
    />
  );
}

function Filters({ search }: { search: TaskSearch }) {
  const { t } = useTranslation("tasks");
  const navigate = useNavigate();
  const put = (change: TaskSearch) =>
    void navigate({ to: "/tasks", search: { ...search, task: undefined, ...change }, replace: true });
  return (
    <ListBar actions={<KeysHint />}>
      <SegmentedControl
        size="sm"
        aria-label={t("whose.label")}
        value={search.whose ?? "mine"}
        data={(["mine", "team", "nobody"] as const).map((whose) => ({
          value: whose,
          label: t(`whose.${whose}`),
        }))}
        onChange={(whose) => put({ whose: whose === "mine" ? undefined : (whose as Exclude<Whose, "mine">) })}
      />
      <Group gap={6}>
        {(["overdue", "today"] as const).map((due) => (
          <Chip
            key={due}
            size="sm"
            checked={search.due === due}
            onChange={(on) => put({ due: on ? due : undefined })}
          >
            {t(`due.${due}`)}
          </Chip>
        ))}
        <Chip
          size="sm"
          checked={search.done === true}
          onChange={(on) => put({ done: on ? true : undefined, due: undefined })}
        >
          {t("showDone")}
        </Chip>
      </Group>
    </ListBar>
  );
}

interface QueueProps {
  rows: TaskRow[];
  search: TaskSearch;
  more?: { load: () => void; loading: boolean };
}

function Queue({ rows, search, more }: QueueProps) {
  const { t } = useTranslation("tasks");
  const navigate = useNavigate();
  const ids = rows.map((row) => row.id);
  const linked = useLinkedTask(search.task, rows);
  const chosen = rows.find((row) => row.id === search.task) ?? linked ?? undefined;
  const shown = chosen ?? rows[0];
  const open = (task: string | null | undefined) =>
    void navigate({ to: "/tasks", search: { ...search, task: task ?? undefined }, replace: true });
  return (
    <ListAndPane
      open={chosen !== undefined}
      above={236}
      list={<TaskList rows={rows} search={{ ...search, task: shown?.id }} {...(more && { more })} />}
      pane={
        shown && (
          <TaskPane
            key={shown.id}
            task={shown}
            last={ids.length === 1}
            onMove={(by) => open(neighbourOf(ids, shown.id, by) ?? shown.id)}
            onFinished={({ id }) => open(nextAfter(ids, id))}
            back={
              <BackToList to="/tasks" search={{ ...search, task: undefined }}>
                {t("backToList")}
              </BackToList>
            }
          />
        )
      }
    />
  );
}

const KEYS = [
  ["J / K", "keys.move"],
  ["1–5", "keys.outcome"],
  ["N", "keys.note"],
] as const;

function KeysHint() {
  const { t } = useTranslation("tasks");
  const keys = useMay("workTasks") ? KEYS : KEYS.slice(0, 1);
  return (
    <Group gap="sm" visibleFrom="md">
      {keys.map(([key, text]) => (
        <Text key={key} size="xs" c="dimmed">
          <Kbd size="xs">{key}</Kbd> {t(text)}
        </Text>
      ))}
    </Group>
  );
}
