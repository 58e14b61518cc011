import type { EnrollNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: EnrollNode, words: Words): string {
  return node.journey
    ? words.t("summary.enroll.into", { journey: words.journeyName(node.journey) })
    : words.t("summary.enroll.unset");
}
