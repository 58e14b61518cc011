import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { getTemplate, listTemplates, previewTemplate } from "@/shared/api/generated/sdk.gen";
import type { CarryingRequest, TemplateRow } from "@/shared/api/generated/types.gen";
import {
  getCarrying,
  getJourney,
  getOutlook,
  getStats,
  getVersion,
  lintDraft,
  listGallery,
  listJourneys,
  listVersions,
  previewPublishing,
  readAll,
} from "./api";
import type { Journey, Version } from "./model";

export const journeyKeys = {
  all: ["journeys"] as const,
  one: (id: string) => ["journeys", id] as const,
  stats: (id: string) => ["journeys", id, "stats"] as const,
};

/** All journeys; the list is short enough to be read whole, page after page. */
export const journeysQuery = queryOptions({
  queryKey: journeyKeys.all,
  queryFn: listJourneys,
});

export const journeyQuery = (id: string) =>
  queryOptions({ queryKey: journeyKeys.one(id), queryFn: () => getJourney(id) });

/** What is wrong with the saved draft. */
export const lintQuery = ({ id, draft_revision }: Pick<Journey, "id" | "draft_revision">) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "lint", draft_revision],
    queryFn: () => lintDraft(id),
  });

export const galleryQuery = queryOptions({
  queryKey: ["gallery"],
  queryFn: listGallery,
  staleTime: Number.POSITIVE_INFINITY,
});

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "versions"],
    queryFn: () => listVersions(id),
  });

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "versions", number],
    queryFn: () => getVersion(id, number),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The graph that is live; null until it is known. */
export function useLiveGraph(id: string): Version["graph"] | null {
  const number = useQuery({ ...journeyQuery(id), enabled: id !== "" }).data?.live_version ?? null;
  const version = useQuery({ ...versionQuery(id, number ?? 0), enabled: number !== null });
  return version.data?.graph ?? null;
}

export const statsQuery = (id: string) =>
  queryOptions({
    queryKey: journeyKeys.stats(id),
    queryFn: () => getStats(id),
  });

/** Counts of the people of one version alone. */
export const versionStatsQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...journeyKeys.stats(id), version],
    queryFn: () => getStats(id, version),
  });

/** What publishing the draft, or an old version again, would change and for whom; read anew each time. */
export const publishPreviewQuery = (id: string, what: { revision: number } | { version: number }) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "publishing", what],
    queryFn: () => previewPublishing(id, what),
    staleTime: 0,
    gcTime: 0,
  });

/** What these choices for people on the way bring; while another choice is asked about, the last answer stays. */
export const carryingQuery = (id: string, what: CarryingRequest) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "publishing", "carrying", what],
    queryFn: () => getCarrying(id, what),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });

/** Read anew whenever it is asked for: it is the ground of a decision. */
export const outlookQuery = (id: string) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "outlook"],
    queryFn: () => getOutlook(id),
    staleTime: 0,
    gcTime: 0,
  });

export const templatesQuery = queryOptions({
  queryKey: ["templates", "choice"],
  queryFn: () => readAll((cursor) => listTemplates({ query: { cursor, limit: 200 }, throwOnError: true })),
});

const NO_TEMPLATES: TemplateRow[] = [];

export function useTemplates(): TemplateRow[] {
  return useQuery(templatesQuery).data ?? NO_TEMPLATES;
}

/** A mail as one contact would get it; without a contact, as a sample person would. */
export const mailPreviewQuery = (templateId: string, contactId: string | null) =>
  queryOptions({
    queryKey: ["templates", "mail-preview", templateId, contactId],
    queryFn: async () => {
      const { data } = await getTemplate({ path: { template_id: templateId }, throwOnError: true });
      const { subject, preheader, body, text_body } = data;
      const wording = { subject, preheader, body, text_body, contact_id: contactId };
      return (await previewTemplate({ body: wording, throwOnError: true })).data;
    },
  });
