import { useTranslation } from "react-i18next";
import type { JourneyGraph } from "@/features/journeys";
import { actionsFor, type Selection, type Wave } from "../model";
import { ActPanel } from "./ActPanel";

type Props = {
  journeyId: string;
  node: string;
  wave: Wave;
  graph: JourneyGraph;
  stepName: (id: string) => string;
  onClose: () => void;
};

/** All who failed at one step for one reason, to be tried again or taken elsewhere. */
export function WaveRetry({ journeyId, node, wave, graph, stepName, onClose }: Props) {
  const { t } = useTranslation("moves");
  const { code } = wave;
  const selection: Selection = {
    filter: {
      journey_id: journeyId,
      node,
      status: "errored",
      ...(code ? { code } : {}),
    },
  };
  return (
    <ActPanel
      selection={selection}
      about={t("about.wave", { step: stepName(node) })}
      offered={actionsFor("errored")}
      action="retry"
      graph={graph}
      stepName={stepName}
      onClose={onClose}
    />
  );
}
