import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { request } from "./api";
import type {
  GalleryItem,
  Journey,
  JourneyRow,
  MailPreview,
  Page,
  Stats,
  TemplateRow,
  Version,
  VersionRow,
} from "./model";

export const journeyKeys = {
  all: ["journeys"] as const,
  one: (id: string) => ["journeys", id] as const,
  stats: (id: string) => ["journeys", id, "stats"] as const,
};

/** All journeys; the list is short enough to be read whole, page after page. */
export const journeysQuery = queryOptions({
  queryKey: journeyKeys.all,
  queryFn: () => readAll<JourneyRow>("/journeys?limit=200"),
});

export const journeyQuery = (id: string) =>
  queryOptions({ queryKey: journeyKeys.one(id), queryFn: () => request<Journey>("GET", `/journeys/${id}`) });

export const galleryQuery = queryOptions({
  queryKey: ["gallery"],
  queryFn: () => request<GalleryItem[]>("GET", "/gallery"),
  staleTime: Number.POSITIVE_INFINITY,
});

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "versions"],
    queryFn: () => request<VersionRow[]>("GET", `/journeys/${id}/versions`),
  });

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: [...journeyKeys.one(id), "versions", number],
    queryFn: () => request<Version>("GET", `/journeys/${id}/versions/${number}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The graph that is live; null until it is known. */
export function useLiveGraph(id: string): Version["graph"] | null {
  const number = useQuery(journeyQuery(id)).data?.live_version ?? null;
  const version = useQuery({ ...versionQuery(id, number ?? 0), enabled: number !== null });
  return version.data?.graph ?? null;
}

export const statsQuery = (id: string) =>
  queryOptions({
    queryKey: journeyKeys.stats(id),
    queryFn: () => request<Stats>("GET", `/journeys/${id}/stats`),
  });

export const templatesQuery = queryOptions({
  queryKey: ["templates", "choice"],
  queryFn: () => readAll<TemplateRow>("/templates?limit=200"),
});

const NO_TEMPLATES: TemplateRow[] = [];

export function useTemplates(): TemplateRow[] {
  return useQuery(templatesQuery).data ?? NO_TEMPLATES;
}

/** Names of the templates by key, for summaries. */
export function useTemplateNames(): ReadonlyMap<string, string> {
  const templates = useTemplates();
  return useMemo(() => new Map(templates.map((template) => [template.key, template.name])), [templates]);
}

type TemplateText = { subject: string; preheader: string; body: string; text_body: string };

/** A mail as one contact would get it; without a contact, as a sample person would. */
export const mailPreviewQuery = (templateId: string | null, contactId: string | null) =>
  queryOptions({
    queryKey: ["templates", "mail-preview", templateId, contactId],
    enabled: templateId !== null,
    queryFn: async () => {
      const { subject, preheader, body, text_body } = await request<TemplateText>(
        "GET",
        `/templates/${templateId}`,
      );
      const wording = { subject, preheader, body, text_body, contact_id: contactId };
      return request<MailPreview>("POST", "/templates/preview", wording);
    },
  });

export type ContactChoice = { id: string; email: string; name: string };
type ContactAnswer = {
  id: string;
  email: string;
  name?: string;
  last_name?: string | null;
  first_name?: string | null;
};

/** The first contacts a search finds, to try a mail or a journey on. */
export const contactChoicesQuery = (q: string) =>
  queryOptions({
    queryKey: ["contacts", "choice", q],
    queryFn: async (): Promise<ContactChoice[]> => {
      const page = await request<Page<ContactAnswer>>("GET", `/contacts?limit=20&q=${encodeURIComponent(q)}`);
      return page.items.map((item) => ({
        id: item.id,
        email: item.email,
        name: item.name || [item.last_name, item.first_name].filter(Boolean).join(" ") || item.email,
      }));
    },
    staleTime: 30_000,
  });

async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await request<Page<T>>("GET", `${path}${more}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && items.length < 2000);
  return items;
}
