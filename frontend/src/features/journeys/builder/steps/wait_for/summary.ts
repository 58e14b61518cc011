import type { WaitForNode } from "../../document/graph";
import { limitText } from "../durationText";
import type { Words } from "../words";

export function summary(node: WaitForNode, words: Words): string {
  const within = limitText(node.within, words);
  if (node.event === "clicked" && node.link) {
    return words.t("summary.wait_for.clickedLink", { within, link: node.link });
  }
  return words.t(`summary.wait_for.${node.event}`, { within });
}
