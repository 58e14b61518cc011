import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listLists, listTeam, listWebhookSecrets } from "@/shared/api/generated/sdk.gen";
import { journeysQuery, templatesQuery } from "./queries";

/** What the things are called that steps point at, by id (templates: by key). */
export type Names = Record<"templates" | "lists" | "accounts" | "journeys", ReadonlyMap<string, string>>;

const MINUTE = 60_000;

export const listsQuery = queryOptions({
  queryKey: ["lists"],
  queryFn: async ({ signal }) => (await listLists({ signal, throwOnError: true })).data,
  staleTime: MINUTE,
});

/** People who can be given work. */
export const teamQuery = queryOptions({
  queryKey: ["team"],
  queryFn: async ({ signal }) => (await listTeam({ signal, throwOnError: true })).data.items,
  staleTime: MINUTE,
});

/** Secrets that sign calls, by name only. */
export const secretsQuery = queryOptions({
  queryKey: ["secrets"],
  queryFn: async ({ signal }) => (await listWebhookSecrets({ signal, throwOnError: true })).data,
  staleTime: MINUTE,
});

type Named = { id: string; name: string };
const byId = (items: readonly Named[] | undefined) =>
  new Map((items ?? []).map((item) => [item.id, item.name]));

export function useNames(): Names {
  const templates = useQuery(templatesQuery).data;
  const lists = useQuery(listsQuery).data;
  const team = useQuery(teamQuery).data;
  const journeys = useQuery({ ...journeysQuery, staleTime: MINUTE }).data;
  return useMemo(
    () => ({
      templates: new Map((templates ?? []).map((template) => [template.key, template.name])),
      lists: byId(lists),
      accounts: byId(team),
      journeys: byId(journeys),
    }),
    [templates, lists, team, journeys],
  );
}
