import { type Amount, amountsOf, readable } from "../document/duration";
import type { Words } from "./words";

/** 「2日間」 (to wait through) and 「1日と12時間」: a duration as it is written. */
export function durationText(iso: string, words: Pick<Words, "t">): string {
  const amounts = amountsOf(iso);
  if (!amounts) return iso;
  const [only] = amounts;
  return amounts.length === 1 && only
    ? words.t(`duration.${only.unit}`, { count: only.amount })
    : joined(amounts, words);
}

/** 「1日」以内: a duration as a limit. */
export function limitText(iso: string, words: Pick<Words, "t">): string {
  const amounts = amountsOf(iso);
  return amounts ? joined(amounts, words) : iso;
}

export function secondsText(seconds: number, words: Pick<Words, "t">): string {
  return joined(readable(seconds), words);
}

function joined(amounts: Amount[], { t }: Pick<Words, "t">): string {
  return amounts.map(({ unit, amount }) => t(`span.${unit}`, { count: amount })).join(t("duration.join"));
}
