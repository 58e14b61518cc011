import type { ExitNode } from "../../document/graph";
import type { Words } from "../words";

const KNOWN = ["completed", "qualified", "unresponsive", "handed_off", "not_interested"];

export function reasonText(reason: string, { t }: Pick<Words, "t">): string {
  return KNOWN.includes(reason) ? t(`exitReason.${reason}`) : reason;
}

export function summary(node: ExitNode, words: Words): string {
  return node.reason === "completed" || node.reason === ""
    ? words.t("summary.exit.plain")
    : words.t("summary.exit.reason", { reason: reasonText(node.reason, words) });
}
