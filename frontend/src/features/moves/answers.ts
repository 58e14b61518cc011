/** What the server answers about people who are to be put right. */

export type Count = Record<string, number>;
export const ATTENTION_KINDS = ["errored", "unconfirmed", "stuck"] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

export type AttentionRow = {
  enrollment_id: string;
  message_id: string | null;
  journey: { id: string; name: string };
  contact: { id: string; name: string; email: string };
  node: string | null;
  code: string | null;
  at: string;
};
export type AttentionCount = {
  kind: AttentionKind;
  journey: { id: string; name: string };
  node: string | null;
  people: number;
};
