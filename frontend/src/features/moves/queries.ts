import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { MailsAsked } from "@/shared/api/generated/types.gen";
import {
  previewAction,
  previewSettling,
  readAttentionCounts,
  readDeliveryGroups,
  readFailures,
  readMailGroups,
  readPlaces,
} from "./api";
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

export const attentionPlacesQuery = queryOptions({
  queryKey: [...ATTENTION, "places"],
  queryFn: readPlaces,
  refetchInterval: 15_000,
});

export const deliveryGroupsQuery = queryOptions({
  queryKey: [...ATTENTION, "deliveryGroups"],
  queryFn: readDeliveryGroups,
  refetchInterval: 15_000,
});

/** Failures in groups, of one journey or of all. */
export const failuresQuery = (journeyId?: string) =>
  queryOptions({
    queryKey: [...ATTENTION, "failures", journeyId ?? null],
    queryFn: () => readFailures(journeyId),
    refetchInterval: 15_000,
  });

/** Mails in doubt, by step and cause. */
export const mailGroupsQuery = queryOptions({
  queryKey: [...ATTENTION, "mailGroups"],
  queryFn: readMailGroups,
  refetchInterval: 15_000,
});

/** Counted anew whenever it is asked for, as an action on people is. */
export const settlingQuery = (asked: MailsAsked) =>
  queryOptions({
    queryKey: ["moves", "settling", asked],
    queryFn: ({ signal }) => previewSettling(asked, signal),
    staleTime: 0,
    gcTime: 0,
  });
