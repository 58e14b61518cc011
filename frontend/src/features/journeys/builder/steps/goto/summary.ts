import type { GotoNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: GotoNode, words: Words): string {
  const target = node.next.again;
  return target
    ? words.t("summary.goto.to", { step: words.stepName(target), count: node.max_visits })
    : words.t("summary.goto.unset");
}
