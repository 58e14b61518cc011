import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { previewAction, readAttention, readAttentionCounts } from "./api";
import { type Draft, orderOf } from "./model";

/** Counted anew whenever it is asked for: it is the ground of a decision. */
export const previewQuery = (draft: Draft | null) =>
  queryOptions({
    queryKey: ["moves", "preview", draft && orderOf(draft)],
    queryFn: ({ signal }) => {
      if (!draft) throw new Error("nothing to count");
      return previewAction(draft, signal);
    },
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });

export const ATTENTION = ["attention"] as const;

export const attentionCountsQuery = queryOptions({
  queryKey: [...ATTENTION, "counts"],
  queryFn: readAttentionCounts,
  refetchInterval: 15_000,
});

/** The newest failures of a step, to be told by reason. */
export const failuresQuery = (journeyId: string, node: string) =>
  queryOptions({
    queryKey: [...ATTENTION, "failures", journeyId, node],
    queryFn: async ({ signal }): Promise<{ codes: string[]; more: boolean }> => {
      const query = { kind: "errored", journey_id: journeyId, limit: 200 } as const;
      const { data } = await readAttention(query, undefined, signal);
      const here = data.items.filter((row) => row.node === node);
      return {
        codes: here.map(({ code }) => code ?? ""),
        more: data.next_cursor !== null,
      };
    },
  });
