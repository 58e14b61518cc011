import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import { useWords } from "../builder/useWords";
import { CrowdPanel } from "../components/CrowdPanel";
import { countsOf } from "../components/crowd";
import { DraftNotes } from "../components/DraftNotes";
import { Trail } from "../components/Trail";
import type { Journey } from "../model";
import { journeyQuery, lintQuery } from "../queries";

/** The draft played by a crowd before anybody real walks it: counts at every step and way out. */
export function SimulatorPage() {
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/simulator" });
  const journey = useQuery(journeyQuery(journeyId));
  return <QueryView query={journey}>{(data) => <Simulator journey={data} />}</QueryView>;
}

function Simulator({ journey }: { journey: Journey }) {
  const { t } = useTranslation("journeys");
  const words = useWords(journey.draft);
  const issues = useQuery(lintQuery(journey)).data;
  const [crowd, setCrowd] = useState<Crowd | null>(null);
  const counts = useMemo(() => crowd && countsOf(crowd), [crowd]);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className={css.builder}>
      <div className={css.bar}>
        <Trail
          title={t("crowd.title")}
          way={[
            { to: "/journeys", label: t("list.title") },
            { to: `/journeys/${journey.id}/edit`, label: journey.name },
          ]}
        />
        <Text size="sm" c="dimmed">
          {t("crowd.nothingSent")}
        </Text>
      </div>
      <div className={css.work}>
        <section className={css.picture} aria-label={t("canvas.region")}>
          <JourneyCanvas
            graph={journey.draft}
            words={words}
            {...(issues ? { issues } : {})}
            {...(counts ? { counts } : {})}
            selection={chosen ? [chosen] : []}
            onSelect={setChosen}
            onClear={() => setChosen(null)}
          />
        </section>
        <CrowdPanel
          journeyId={journey.id}
          graph={journey.draft}
          onPlayed={setCrowd}
          notes={
            <DraftNotes
              graph={journey.draft}
              issues={issues ?? []}
              mend={
                <Anchor component={Link} to={`/journeys/${journey.id}/edit`} size="sm">
                  {t("simulate.toDraft")}
                </Anchor>
              }
            />
          }
        />
      </div>
    </div>
  );
}
