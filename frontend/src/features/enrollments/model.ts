import type { JourneyGraph } from "@/features/journeys";
import type { PeopleFilter } from "@/features/moves";
import type { EnrollmentDetail, EnrollmentPreview } from "@/shared/api/generated/types.gen";

export const STATUSES = ["active", "completed", "exited", "stopped", "errored"] as const;
export type Status = (typeof STATUSES)[number];

/** What narrows the list of people; shareable, so it stands in the address. */
export type PeopleSearch = {
  status?: Status | undefined;
  step?: string | undefined;
  code?: string | undefined;
  /** Failed from and to, both included. */
  from?: string | undefined;
  to?: string | undefined;
};

/** The address back to a filter; anything else in it is left out. */
export function peopleSearch(search: Record<string, unknown>): PeopleSearch {
  const status = STATUSES.find((name) => name === search.status);
  const text = (name: "step" | "code" | "from" | "to") =>
    typeof search[name] === "string" ? { [name]: search[name] } : {};
  return {
    ...(status ? { status } : {}),
    ...text("step"),
    ...text("code"),
    ...text("from"),
    ...text("to"),
  };
}

const FIRST = "1970-01-01T00:00:00Z";
const LAST = "9999-12-31T00:00:00Z";

/** The same filter for an action on everybody who matches; null where those shown have all ended. */
export function peopleFilter(journeyId: string, search: PeopleSearch): PeopleFilter | null {
  const { status, step, code, from, to } = search;
  if (status && status !== "active" && status !== "errored") return null;
  return {
    journey_id: journeyId,
    ...(status ? { status } : {}),
    ...(step ? { node: step } : {}),
    ...(code ? { code } : {}),
    ...(from || to ? { failed_between: [from ?? FIRST, to ?? LAST] } : {}),
  };
}

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
