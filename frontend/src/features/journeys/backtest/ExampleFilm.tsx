import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import type { JourneyGraph } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import { TripTimeline } from "../trip/TripTimeline";
import css from "./backtest.module.css";
import { backtestFilmQuery } from "./queries";

type Props = {
  journeyId: string;
  backtestId: string;
  enrollmentId: string;
  graph: JourneyGraph;
  live: JourneyGraph | null;
  onClose: () => void;
};

/** One contact's two ways side by side, with the mails the draft would have sent. */
export function ExampleFilm({ journeyId, backtestId, enrollmentId, graph, live, onClose }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const film = useQuery(backtestFilmQuery(journeyId, backtestId, enrollmentId));
  const words = useWords(graph);
  const before = useWords(live);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (film.isSuccess) place.current?.scrollIntoView({ block: "start" });
  }, [film.isSuccess]);
  return (
    <div ref={place} className={css.film}>
      <Section
        title={
          film.data ? t("backtest.filmOf", { name: film.data.contact.name || film.data.contact.email }) : "…"
        }
        description={film.data && t("simulate.zone", { zone: film.data.zone })}
        actions={
          <Button variant="subtle" size="xs" onClick={onClose}>
            {t("common:action.close")}
          </Button>
        }
      >
        <QueryView query={film}>
          {(data) => (
            <div className={css.sides}>
              <section aria-label={t("backtest.live")}>
                <h3>{t("backtest.liveLong")}</h3>
                <TripTimeline steps={data.live} graph={live ?? graph} words={before} timeZone={data.zone} />
                {data.live.length === 0 && (
                  <Text size="sm" c="dimmed">
                    {t("backtest.notYet")}
                  </Text>
                )}
              </section>
              <section aria-label={t("backtest.draft")}>
                <h3>{t("backtest.draftLong")}</h3>
                <TripTimeline
                  steps={data.draft}
                  graph={graph}
                  words={words}
                  timeZone={data.zone}
                  mails={data.mails}
                />
              </section>
            </div>
          )}
        </QueryView>
      </Section>
    </div>
  );
}
