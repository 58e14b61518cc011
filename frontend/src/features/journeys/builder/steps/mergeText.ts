import { factLabel } from "./conditionText";
import type { Words } from "./words";

const FIELD = /\{\{\s*([^}|]+?)\s*(?:\|[^}]*)?\}\}/g;
const TAG = /\{%[^%]*%\}/g;

/** A text with merge fields as people read it: 〔姓〕さまへ. */
export function shownText(text: string, words: Words): string {
  return text
    .replace(TAG, "")
    .replace(FIELD, (_, name: string) => words.t("mergeField", { field: labelOf(name, words) }));
}

function labelOf(name: string, words: Words): string {
  const known = words.t(`mergeName.${name}`);
  if (known !== `mergeName.${name}`) return known;
  return factLabel(name, words);
}
