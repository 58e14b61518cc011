import type { Assignee } from "../document/graph";
import type { Words } from "./words";

/** Who is to have it, as a name in a sentence (`who`), or as a sentence of its own (`says`). */
export function assigneeText(assignee: Assignee | undefined, words: Words, form: "who" | "says"): string {
  const { t } = words;
  const keep = assignee?.keep_owner ?? true;
  const others = (assignee?.among ?? []).map((share) => words.accountName(share.account));
  if (assignee?.account) others.push(words.accountName(assignee.account));
  const [only] = others;
  const key = `assignee.${form}${keep ? "Owner" : ""}` as const;
  if (others.length === 0 || only === undefined) return t(`${key}Nobody`);
  return others.length === 1 ? t(`${key}One`, { name: only }) : t(`${key}Several`, { count: others.length });
}
