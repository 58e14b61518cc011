import type { JourneyGraph, NodeId, TripStep } from "@/features/journeys";

export const STATUSES = ["active", "completed", "exited", "stopped", "errored"] as const;
export type Status = (typeof STATUSES)[number];

export type EnrollmentRow = {
  id: string;
  contact: { id: string; name: string; email: string; company: string | null };
  status: Status;
  node: NodeId | null;
  version: number;
  due_at: string | null;
  entered_at: string;
  ended_at: string | null;
  end_reason: string | null;
  is_test: boolean;
};

export type SentMessage = {
  id: string;
  seq: number;
  node: NodeId;
  variant: string | null;
  subject: string;
  to_email: string;
  status: "reserved" | "transmitting" | "sent" | "refused" | "deferred" | "skipped" | "unconfirmed";
  reason: string | null;
  attempt: number;
  reserved_at: string;
  sent_at: string | null;
  opened_at: string | null;
  machine_opened_at: string | null;
  clicked_at: string | null;
  replied_at: string | null;
  bounced_at: string | null;
  unsubscribed_at: string | null;
};

export type Enrollment = EnrollmentRow & {
  journey: { id: string; name: string };
  error: Record<string, unknown> | null;
  graph: JourneyGraph;
  journal: TripStep[];
  messages: SentMessage[];
};

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
export type LeftOutReason = (typeof LEFT_OUT)[number];
export type LeftOut = Partial<Record<LeftOutReason, number>>;

export type EnrollPreview = {
  eligible: number;
  left_out: LeftOut;
  samples: { email: string; reason: LeftOutReason }[];
};
export type EnrollResult = { enrolled: number; left_out: LeftOut; operation_id: string | null };

const ADDRESS = /[^\s,;、，<>"']+@[^\s,;、，<>"']+/g;

/** Addresses in whatever was pasted: one a line, with commas, from an address book, with names around them. */
export function addressesIn(text: string): string[] {
  const found = (text.normalize("NFKC").match(ADDRESS) ?? []).map((address) => address.toLowerCase());
  return [...new Set(found)];
}
