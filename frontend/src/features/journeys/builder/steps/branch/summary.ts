import type { BranchNode } from "../../document/graph";
import { conditionText } from "../conditionText";
import type { Words } from "../words";

export function summary(node: BranchNode, words: Words): string {
  const [only] = node.cases;
  if (!only) return words.t("summary.branch.unset");
  return node.cases.length === 1
    ? words.t("summary.branch.one", { condition: conditionText(only.when, words) })
    : words.t("summary.branch.several", { count: node.cases.length });
}
