import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import type { Counts } from "../builder/document/counts";
import { useWords } from "../builder/useWords";
import { CrowdPanel } from "../components/CrowdPanel";
import { Trail } from "../components/Trail";
import type { Journey } from "../model";
import { journeyQuery } from "../queries";

/** The draft played by a crowd before anybody real walks it: counts at every step and way out. */
export function SimulatorPage() {
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/simulator" });
  const journey = useQuery(journeyQuery(journeyId));
  return <QueryView query={journey}>{(data) => <Simulator journey={data} />}</QueryView>;
}

function Simulator({ journey }: { journey: Journey }) {
  const { t } = useTranslation("journeys");
  const words = useWords(journey.draft);
  const [crowd, setCrowd] = useState<Crowd | null>(null);
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
            {...(crowd ? { counts: countsOf(crowd) } : {})}
            selection={chosen ? [chosen] : []}
            onSelect={setChosen}
            onClear={() => setChosen(null)}
          />
        </section>
        <CrowdPanel journeyId={journey.id} graph={journey.draft} onPlayed={setCrowd} onClose={null} />
      </div>
    </div>
  );
}

/** The crowd's counts as the canvas draws those of real people; who is still there when the film ends, waits. */
const countsOf = (crowd: Crowd): Counts =>
  Object.fromEntries(
    Object.entries(crowd.nodes).map(([id, node]) => [
      id,
      { entered: node.entered, passed: node.passed, sent: node.sent, waiting: node.under_way },
    ]),
  );
