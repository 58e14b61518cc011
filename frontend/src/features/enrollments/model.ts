import type { JourneyGraph } from "@/features/journeys";
import type { PeopleFilter } from "@/features/moves";
import type { EnrollmentDetail, EnrollmentPreview } from "@/shared/api/generated/types.gen";

export const STATUSES = ["active", "paused", "completed", "exited", "stopped", "errored"] as const;
export type Status = (typeof STATUSES)[number];

/** On the way, held by a person, or parked. */
export const isAboard = (status: Status): status is "active" | "paused" | "errored" =>
  status === "active" || status === "paused" || status === "errored";

/** What narrows the list of people; shareable, so it stands in the address. */
export type PeopleSearch = {
  status?: Status | undefined;
  step?: string | undefined;
  code?: string | undefined;
  /** Failed from the first moment on, and before the second. */
  from?: string | undefined;
  to?: string | undefined;
  version?: number | undefined;
  /** Only those who do not get on although they should. */
  stuck?: true | undefined;
  /** Only who reached the goal. */
  converted?: true | undefined;
};

/** The address back to a filter; anything else in it is left out. */
export function peopleSearch(search: Record<string, unknown>): PeopleSearch {
  const status = STATUSES.find((name) => name === search.status);
  const text = (name: "step" | "code" | "from" | "to") =>
    typeof search[name] === "string" ? { [name]: search[name] } : {};
  const version = Number(search.version);
  return {
    ...(status ? { status } : {}),
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    ...(search.stuck === true ? { stuck: true } : {}),
    ...text("step"),
    ...text("code"),
    ...text("from"),
    ...text("to"),
    ...(search.converted === true ? { converted: true } : {}),
  };
}

/** The same filter for an action on everybody who matches; null where those shown have all ended. */
export function peopleFilter(journeyId: string, search: PeopleSearch): PeopleFilter | null {
  const { status, step, code, from, to, version, stuck, converted } = search;
  if (converted) return null;
  if (status && !isAboard(status)) return null;
  return {
    journey_id: journeyId,
    ...(status ? { status } : {}),
    ...(step ? { node: step } : {}),
    ...(code ? { code } : {}),
    ...(from || to ? { failed_between: [from ?? null, to ?? null] } : {}),
    ...(version ? { version } : {}),
    ...(stuck ? { stuck } : {}),
  };
}

/** The same filter as the server's list and file take it. */
export const listQuery = ({ status, step, code, from, to, version, stuck, converted }: PeopleSearch) => ({
  status,
  node: step,
  code,
  failed_from: from,
  failed_to: to,
  version,
  stuck,
  converted,
});

export type Enrollment = Omit<EnrollmentDetail, "graph"> & { graph: JourneyGraph };

export const LEFT_OUT = [
  "already_enrolled",
  "entered_before",
  "too_soon",
  "exclusive",
  "journey_ended",
  "suppressed",
  "competitor",
  "own_domain",
  "no_consent",
  "not_found",
  "deleted",
] as const;
export type LeftOut = EnrollmentPreview["left_out"];

const ADDRESS = /[^\s,;、，<>"']+@[^\s,;、，<>"']+/g;

/** Addresses in whatever was pasted: one a line, with commas, from an address book, with names around them. */
export function addressesIn(text: string): string[] {
  const found = (text.normalize("NFKC").match(ADDRESS) ?? []).map((address) => address.toLowerCase());
  return [...new Set(found)];
}
