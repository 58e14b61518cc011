import type { AssignNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: AssignNode, words: Words): string {
  const { t } = words;
  const keep = node.to?.keep_owner ?? true;
  const among = node.to?.among ?? [];
  const key = keep ? "summary.assign.keep" : "summary.assign.always";
  if (node.to?.account) return t(`${key}One`, { name: words.accountName(node.to.account) });
  return among.length > 0 ? t(`${key}Several`, { count: among.length }) : t("summary.assign.unset");
}
