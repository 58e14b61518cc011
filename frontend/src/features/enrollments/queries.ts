import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/shared/api/transport";
import type { Enrollment, EnrollmentRow } from "./model";

export async function request<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  return (await (await apiFetch(`/api/v1${path}`, init)).json()) as T;
}

export const enrollmentKeys = {
  list: (journeyId: string) => ["enrollments", "of", journeyId] as const,
  one: (id: string) => ["enrollments", id] as const,
};

export const enrollmentQuery = (id: string) =>
  queryOptions({
    queryKey: enrollmentKeys.one(id),
    queryFn: () => request<Enrollment>("GET", `/enrollments/${id}`),
    // Somebody under way moves while the page is open.
    refetchInterval: (query) => (query.state.data?.status === "active" ? 3000 : false),
  });

type Filter = { status?: string | null; node?: string | null; limit?: number };

export async function readEnrollments(
  journeyId: string,
  filter: Filter,
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const query = new URLSearchParams({ limit: String(filter.limit ?? 50) });
  if (filter.status) query.set("status", filter.status);
  if (filter.node) query.set("node", filter.node);
  if (cursor) query.set("cursor", cursor);
  const response = await apiFetch(`/api/v1/journeys/${journeyId}/enrollments?${query}`, { signal });
  return { data: (await response.json()) as { items: EnrollmentRow[]; next_cursor: string | null } };
}
