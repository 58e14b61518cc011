import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft, IconFlask, IconHandStop } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, JourneyCanvas, litPath, nameOf, TripTimeline, useWords } from "@/features/journeys";
import { useMay } from "@/shared/access/session";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { Notice } from "@/shared/ui/Notice";
import { notifyDone } from "@/shared/ui/notify";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { EnrollmentStatus } from "../components/EnrollmentStatus";
import css from "../components/enrollment.module.css";
import { MessageList } from "../components/MessageList";
import type { Enrollment } from "../model";
import { enrollmentKeys, enrollmentQuery, stopEnrollment } from "../queries";

/** One contact's trip: the path lit on the journey, and what happened at each step and why. */
export function EnrollmentPage() {
  const { enrollmentId } = useParams({ from: "/console/enrollments/$enrollmentId" });
  const enrollment = useQuery(enrollmentQuery(enrollmentId));
  return <QueryView query={enrollment}>{(data) => <Story enrollment={data} />}</QueryView>;
}

function Story({ enrollment }: { enrollment: Enrollment }) {
  const { t } = useTranslation("enrollments");
  const { graph, journal, contact } = enrollment;
  const words = useWords(graph);
  const [chosen, setChosen] = useState<string | null>(null);
  const here = enrollment.status === "active" || enrollment.status === "errored" ? enrollment.node : null;
  const lit = useMemo(() => litPath(graph, journal, here), [graph, journal, here]);
  const name = contact.name || contact.email;
  useEffect(() => {
    document.title = `${name} · Tabiji`;
  }, [name]);
  const at = here ? graph.nodes[here] : undefined;
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.name}>
          <Anchor component={Link} to={`/journeys/${enrollment.journey.id}`} size="sm">
            <IconChevronLeft size={14} aria-hidden="true" />
            {enrollment.journey.name}
          </Anchor>
          <Group gap="xs">
            <Title order={1}>
              <Anchor component={Link} to={`/contacts/${contact.id}`} inherit>
                {name}
              </Anchor>
            </Title>
            <EnrollmentStatus status={enrollment.status} />
            {enrollment.is_test && (
              <StatusBadge tone="fuji" icon={<IconFlask size={12} />}>
                {t("test")}
              </StatusBadge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {[contact.company, contact.email].filter(Boolean).join(" ・ ")} ・{" "}
            {t("detail.version", { n: enrollment.version })}
          </Text>
        </div>
        <StopButton enrollment={enrollment} name={name} />
      </header>
      <div className={css.split}>
        <section className={css.picture} aria-label={t("detail.picture")}>
          <JourneyCanvas
            graph={graph}
            words={words}
            lit={lit}
            selection={chosen ? [chosen] : []}
            onSelect={setChosen}
            onClear={() => setChosen(null)}
          />
        </section>
        <section className={css.story} aria-label={t("detail.journal")}>
          {enrollment.status === "errored" && (
            <Notice tone="warning">
              {t("detail.errored", {
                reason: errorReason(enrollment.error?.code ?? enrollment.end_reason, words),
              })}
            </Notice>
          )}
          {at && enrollment.status === "active" && (
            <Notice>
              {t("detail.now", { step: nameOf(at, words) })}{" "}
              {enrollment.due_at && (
                <>
                  {t("detail.next")} <TimeText at={enrollment.due_at} />
                </>
              )}
            </Notice>
          )}
          <Title order={2} mb="xs">
            {t("detail.journal")}
          </Title>
          <TripTimeline
            precise={enrollment.is_test}
            steps={journal}
            graph={graph}
            words={words}
            chosen={chosen}
            onChoose={setChosen}
          />
          <Title order={2} mt="lg" mb="xs">
            {t("detail.messages")}
          </Title>
          <MessageList messages={enrollment.messages} words={words} />
        </section>
      </div>
    </div>
  );
}

function StopButton({ enrollment, name }: { enrollment: Enrollment; name: string }) {
  const { t } = useTranslation("enrollments");
  const client = useQueryClient();
  const mayStop = useMay("controlJourneys");
  const [asked, setAsked] = useState(false);
  if (!mayStop || (enrollment.status !== "active" && enrollment.status !== "errored")) return null;
  return (
    <>
      <Button
        variant="default"
        color="shu"
        leftSection={<IconHandStop size={16} />}
        onClick={() => setAsked(true)}
      >
        {t("stop.open")}
      </Button>
      <ConfirmPanel
        opened={asked}
        onClose={() => setAsked(false)}
        title={t("stop.title", { name })}
        confirmLabel={t("stop.confirm")}
        danger
        reason="required"
        onConfirm={async (reason) => {
          const stopped = await stopEnrollment(enrollment.id, reason);
          client.setQueryData(enrollmentKeys.one(enrollment.id), stopped);
          notifyDone(t("stop.done", { name }));
        }}
      >
        {t("stop.text", { name, journey: enrollment.journey.name })}
      </ConfirmPanel>
    </>
  );
}
