/** Calls about a journey that has people on the way: holding it, letting it go on, emptying it. */
import { queryOptions } from "@tanstack/react-query";
import { client } from "@/shared/api/generated/client.gen";
import { journeyKeys } from "./queries";

export const RESUME_CHOICES = ["keep_remaining", "keep_date", "skip_overdue"] as const;
export type ResumeChoice = (typeof RESUME_CHOICES)[number];
export type ResumeOutlook = {
  people: number;
  mails_hour: number;
  mails_day: number;
  first_at: string | null;
};
export type ResumePreview = {
  aboard: number;
  overdue: number;
  choices: Record<ResumeChoice, ResumeOutlook>;
};

const throwOnError = true;
const at = (id: string) => `/api/v1/journeys/${id}`;

/** Read anew whenever it is asked for: it is the ground of a decision. */
export const resumePreviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "resume"],
    queryFn: async ({ signal }) => {
      const { data } = await client.get({ url: `${at(id)}/resume/preview`, signal, throwOnError });
      return data as ResumePreview;
    },
    staleTime: 0,
    gcTime: 0,
  });

type Resume = { choice: ResumeChoice; ramp_per_hour: number | null; reason: string };

export async function resumeJourney(id: string, body: Resume): Promise<{ operation_id: string | null }> {
  const { data } = await client.post({ url: `${at(id)}/resume`, body, throwOnError });
  return data as { operation_id: string | null };
}

export async function drainJourney(id: string, reason: string): Promise<void> {
  await client.post({ url: `${at(id)}/drain`, body: { reason }, throwOnError });
}
