import type { SplitNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: SplitNode, words: Words): string {
  const total = node.arms.reduce((sum, arm) => sum + arm.weight, 0);
  if (total === 0) return words.t("summary.split.unset");
  const shares = node.arms.map((arm) => `${Math.round((arm.weight / total) * 100)}%`).join(" / ");
  return words.t("summary.split.shares", { shares });
}
