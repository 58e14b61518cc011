import type { JourneyGraph } from "@/features/journeys";
import type { EnrollmentDetail, EnrollmentPreview } from "@/shared/api/generated/types.gen";

export const STATUSES = ["active", "completed", "exited", "stopped", "errored"] as const;
export type Status = (typeof STATUSES)[number];

export type Enrollment = Omit<EnrollmentDetail, "graph"> & { graph: JourneyGraph };

export const LEFT_OUT = [
  "already_enrolled",
  "entered_before",
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
