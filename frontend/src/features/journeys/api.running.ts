/** Calls about a journey that has people on the way: holding it, letting it go on, emptying it. */
import { queryOptions } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { ResumeRequest, StatusChanged } from "@/shared/api/generated/types.gen";
import { journeyKeys } from "./queries";

export const RESUME_CHOICES = ["keep_remaining", "keep_date", "skip_overdue"] as const;
export type ResumeChoice = (typeof RESUME_CHOICES)[number];

const throwOnError = true;
const at = (id: string) => ({ path: { journey_id: id }, throwOnError }) as const;

/** Read anew whenever it is asked for: it is the ground of a decision. */
export const resumePreviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "resume"],
    queryFn: async ({ signal }) => {
      return (await sdk.previewResume({ ...at(id), signal })).data;
    },
    staleTime: 0,
    gcTime: 0,
  });

export async function resumeJourney(id: string, body: ResumeRequest): Promise<StatusChanged> {
  return (await sdk.resumeJourney({ ...at(id), body })).data;
}

export async function drainJourney(id: string, reason: string): Promise<void> {
  await sdk.drainJourney({ ...at(id), body: { reason } });
}
