import type { ExitNode } from "../../document/graph";
import type { Words } from "../words";

/** Names of ends that have words of their own; any other is shown as its author wrote it. */
export const EXIT_REASONS = [
  "completed",
  "qualified",
  "hot_lead",
  "unresponsive",
  "no_reaction",
  "no_reply",
  "replied",
  "handed_off",
  "not_interested",
  "warmed",
  "finished",
  "meeting",
  "new_deal",
  "competitor",
  "disqualified",
  "do_not_contact",
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

export const isKnownReason = (reason: string): reason is ExitReason =>
  (EXIT_REASONS as readonly string[]).includes(reason);

export function reasonText(reason: string, { t }: Pick<Words, "t">): string {
  return isKnownReason(reason) ? t(`exitReason.${reason}`) : reason;
}

export function summary(node: ExitNode, words: Words): string {
  return node.reason === "completed" || node.reason === ""
    ? words.t("summary.exit.plain")
    : words.t("summary.exit.reason", { reason: reasonText(node.reason, words) });
}
