import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import { endReason } from "../trip/tripText";

export type Naming = {
  /** A step of either document; one that neither has any more goes by its id. */
  step: (id: NodeId) => string;
  /** Why it was over; or that it is not. */
  end: (reason: string) => string;
};

export function useNaming(graph: JourneyGraph, live: JourneyGraph | null): Naming {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const before = useWords(live);
  return useMemo(
    () => ({
      step: (id) => (graph.nodes[id] ? words : before).stepName(id),
      end: (reason) => (reason === "under_way" ? t("backtest.underWay") : endReason(reason, words)),
    }),
    [graph, words, before, t],
  );
}
