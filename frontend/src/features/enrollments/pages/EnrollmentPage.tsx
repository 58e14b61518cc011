import { Anchor, Button, Text, Title } from "@mantine/core";
import { IconArrowBigRightLines, IconFlask } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  errorReason,
  JourneyCanvas,
  litPath,
  nameOf,
  Trail,
  TripTimeline,
  useWords,
} from "@/features/journeys";
import { ActPanel, actionsFor } from "@/features/moves";
import { useMay } from "@/shared/access/session";
import { Notice } from "@/shared/ui/Notice";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { EnrollmentStatus } from "../components/EnrollmentStatus";
import css from "../components/enrollment.module.css";
import { FailedNotices } from "../components/FailedNotices";
import { MessageList } from "../components/MessageList";
import { type Enrollment, isAboard } from "../model";
import { enrollmentQuery } from "../queries";

/** One contact's trip: the path lit on the journey, and what happened at each step and why. */
export function EnrollmentPage() {
  const { enrollmentId } = useParams({ from: "/console/enrollments/$enrollmentId" });
  const enrollment = useQuery(enrollmentQuery(enrollmentId));
  return <QueryView query={enrollment}>{(data) => <Story enrollment={data} />}</QueryView>;
}

function Story({ enrollment }: { enrollment: Enrollment }) {
  const { t } = useTranslation(["enrollments", "moves"]);
  const { graph, journal, contact } = enrollment;
  const words = useWords(graph);
  const [chosen, setChosen] = useState<string | null>(null);
  const open = isAboard(enrollment.status);
  const here = open ? enrollment.node : null;
  const lit = useMemo(() => litPath(graph, journal, here), [graph, journal, here]);
  const name = contact.name || contact.email;
  useEffect(() => {
    document.title = `${name} · Tabiji`;
  }, [name]);
  const mayAct = useMay("controlJourneys") && open;
  const [acting, setActing] = useState(false);
  const at = here ? graph.nodes[here] : undefined;
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.name}>
          <Trail
            title={name}
            way={[
              { to: "/journeys", label: t("detail.journeys") },
              { to: `/journeys/${enrollment.journey.id}`, label: enrollment.journey.name },
              { to: `/journeys/${enrollment.journey.id}/enrollments`, label: t("list.title") },
            ]}
          >
            <EnrollmentStatus status={enrollment.status} reason={enrollment.end_reason} />
            {enrollment.is_test && (
              <StatusBadge tone="fuji" icon={<IconFlask size={12} />}>
                {t("test")}
              </StatusBadge>
            )}
          </Trail>
          <Text size="sm" c="dimmed" className={css.about}>
            {[contact.company, contact.email].filter(Boolean).join(" ・ ")} ・{" "}
            {t("detail.version", { n: enrollment.version })} ・{" "}
            <Anchor component={Link} to={`/contacts/${contact.id}`} inherit>
              {t("detail.contact")}
            </Anchor>
          </Text>
        </div>
        {mayAct && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowBigRightLines size={14} />}
            onClick={() => setActing(true)}
          >
            {t("detail.act")}
          </Button>
        )}
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
        {acting ? (
          <ActPanel
            selection={{ ids: [enrollment.id] }}
            about={t("moves:about.one", { name })}
            offered={actionsFor(enrollment.status)}
            graph={graph}
            stepName={words.stepName}
            onClose={() => setActing(false)}
          />
        ) : (
          <section className={css.story} aria-label={t("detail.journal")}>
            {enrollment.status === "errored" && (
              <Notice tone="warning">
                {t("detail.errored", {
                  reason: errorReason(enrollment.error?.code ?? enrollment.end_reason, words),
                })}
              </Notice>
            )}
            {at && enrollment.status === "paused" && (
              <Notice tone="warning">{t("detail.paused", { step: nameOf(at, words) })}</Notice>
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
            <FailedNotices notices={enrollment.notices} words={words} />
          </section>
        )}
      </div>
    </div>
  );
}
