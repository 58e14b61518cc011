import { formatDateTime } from "@/shared/time/format";
import type { Cap, Goal, QuietHours, Reentry, SendWindow } from "../../document/graph";
import { conditionText } from "../../steps/conditionText";
import { limitText } from "../../steps/durationText";
import { weekdaysText } from "../../steps/wait/summary";
import type { Words } from "../../steps/words";

/** Each rule as one sentence that says what it will do to somebody. */

export type ReentryMode = "never" | "after_exit" | "after" | "always";

export const reentryMode = (reentry: Reentry): ReentryMode =>
  typeof reentry === "string" ? reentry : "after";

/** Short enough for the first card. */
export function reentryShort(reentry: Reentry, words: Words): string {
  return typeof reentry === "string"
    ? words.t(`reentry.${reentry}.short`)
    : words.t("reentry.after.short", { time: limitText(reentry.after, words) });
}

export const exclusiveText = (key: string, { t }: Words) => t("settings.exclusiveSays", { key });

export function goalText(goal: Goal, words: Words): string {
  return words.t("settings.goalSays", { condition: conditionText(goal.when, words), title: goal.title });
}

/** Over midnight it ends on the next day. */
const until = (hours: { from: string; to: string }, { t }: Words) =>
  hours.to <= hours.from ? t("settings.nextDay", { time: hours.to }) : hours.to;

export function windowText(hours: SendWindow, words: Words): string {
  const days = weekdaysText(hours.days, words) || words.t("weekday.everyDay");
  return words.t("settings.windowSays", { days, from: hours.from, to: until(hours, words) });
}

export function quietText(hours: QuietHours, words: Words): string {
  if (hours.from === hours.to) return words.t("settings.quietNever");
  return words.t("settings.quietSays", { from: hours.from, to: until(hours, words) });
}

export const capText = (cap: Cap, words: Words) =>
  words.t("settings.capSays", { per: limitText(cap.per, words), count: cap.max });

export const endsText = (at: string, words: Words) =>
  words.t("settings.endsSays", { at: formatDateTime(at) });
