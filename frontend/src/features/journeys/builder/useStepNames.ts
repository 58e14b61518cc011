import { type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Version } from "../model";
import { journeysQuery, versionQuery } from "../queries";
import { useWordsOf } from "./useWords";

/** Where somebody stands: on a version, or on the live one where it is not known. */
export type Place = { journeyId: string; version?: number | null };

/**
 * Names of steps as the version somebody is on calls them, for lists over versions and journeys. A step that its
 * version does not have is called so.
 */
export function useStepNames(places: readonly Place[]): (place: Place, node: string) => string {
  const { t } = useTranslation("journeys");
  const wordsOf = useWordsOf();
  const journeys = useQuery(journeysQuery).data;
  const live = useMemo(() => new Map(journeys?.map((row) => [row.id, row.live_version])), [journeys]);
  const known = [...new Set(places.map((place) => keyOf(place, live)))].filter(Boolean);
  const graphs = useQueries({
    queries: known.map((key) => versionQuery(key.split(" ")[0] ?? "", Number(key.split(" ")[1]))),
    combine: graphsOf,
  });
  const keys = known.join("\n");
  return useCallback(
    (place, node) => {
      const graph = graphs[keys.split("\n").indexOf(keyOf(place, live))];
      if (!graph) return node;
      return graph.nodes[node] ? wordsOf(graph).stepName(node) : t("step.gone", { id: node });
    },
    [t, wordsOf, live, graphs, keys],
  );
}

/** The version meant, as one text; empty while it is not known. */
function keyOf({ journeyId, version }: Place, live: ReadonlyMap<string, number | null>): string {
  const number = version ?? live.get(journeyId) ?? null;
  return number === null ? "" : `${journeyId} ${number}`;
}

const graphsOf = (found: UseQueryResult<Version>[]) => found.map(({ data }) => data?.graph);
