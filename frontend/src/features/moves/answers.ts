/** What the server answers about people who are to be put right. */
import type { FailureGroup, MailFilter } from "@/shared/api/generated/types.gen";

export const ATTENTION_KINDS = ["errored", "unconfirmed", "stuck"] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];
/** Those that are lists of people; the others are of mails. */
export type PeopleKind = Exclude<AttentionKind, "unconfirmed">;
/** What the page can be turned to: people and their mails, and what was told to the team or another system. */
export const ATTENTION_VIEWS = [...ATTENTION_KINDS, "deliveries"] as const;
export type AttentionView = (typeof ATTENTION_VIEWS)[number];

export type AttentionRow = {
  enrollment_id: string;
  message_id: string | null;
  journey: { id: string; name: string };
  version: number;
  contact: { id: string; name: string; email: string };
  node: string | null;
  code: string | null;
  subject: string | null;
  at: string;
};

/** What narrows the page about those who need a person; shareable, so it stands in the address. */
export type AttentionSearch = {
  kind?: AttentionView;
  journey?: string;
  step?: string;
  code?: string;
  /** The hour in which they failed, by its beginning. */
  since?: string;
  /** When the sending of a mail in doubt began. */
  from?: string;
  to?: string;
};

/** The mails in doubt that the page is narrowed to, seen or not. */
export function mailFilterOf({ journey, step, code, from, to }: AttentionSearch): MailFilter {
  return {
    ...(journey ? { journey_id: journey } : {}),
    ...(step ? { node: step } : {}),
    ...(code ? { code } : {}),
    ...(from || to ? { started_between: [from ?? null, to ?? null] } : {}),
  };
}

const HOUR = 3_600_000;
export const hourAfter = (since: string): string => new Date(Date.parse(since) + HOUR).toISOString();

/** One who is meant by what narrows the page. */
export function isMeant({ step, code, since }: AttentionSearch, row: AttentionRow): boolean {
  if (step !== undefined && row.node !== step) return false;
  if (code !== undefined && row.code !== code) return false;
  if (since === undefined) return true;
  const past = Date.parse(row.at) - Date.parse(since);
  return past >= 0 && past < HOUR;
}

/** Where it happened: the step has its name on this version, whatever is published since. */
export const placeOf = ({ journey_id, version }: { journey_id: string; version: number }) => ({
  journeyId: journey_id,
  version,
});

/** What narrows the page to just the people of a group. */
export const searchOf = ({ journey_id, node, code, since }: FailureGroup): AttentionSearch => ({
  kind: "errored",
  journey: journey_id,
  ...(node ? { step: node } : {}),
  ...(code ? { code } : {}),
  since,
});
