import { parseDuration } from "../../document/duration";
import { type WaitNode, WEEKDAYS, type Weekday } from "../../document/graph";
import { fieldLabel } from "../conditionText";
import { durationText } from "../durationText";
import type { Words } from "../words";

export function summary(node: WaitNode, words: Words): string {
  const { t } = words;
  if (node.for) return t("summary.wait.for", { duration: durationText(node.for, words) });
  if (node.until) {
    const days = weekdaysText(node.until.weekdays ?? null, words);
    return days
      ? t("summary.wait.untilWeekday", { days, time: node.until.time })
      : t("summary.wait.until", { time: node.until.time });
  }
  if (node.business_days) {
    const { count, time } = node.business_days;
    return time
      ? t("summary.wait.businessDaysAt", { count, time })
      : t("summary.wait.businessDays", { count });
  }
  if (node.relative_to) return relativeText(node.relative_to, words);
  return t("summary.wait.unset");
}

function relativeText(relative: { field: string; offset: string; time: string }, words: Words): string {
  const parts = parseDuration(relative.offset);
  const field = fieldLabel(relative.field, words);
  const days = parts ? parts.days : 0;
  const key = days === 0 ? "on" : parts?.negative ? "before" : "after";
  return words.t(`summary.wait.relative.${key}`, { field, count: days, time: relative.time });
}

/** 「火・木曜」; nothing for every day, 「平日」 for Monday to Friday. */
export function weekdaysText(days: Weekday[] | null, { t }: Pick<Words, "t">): string {
  if (!days || days.length === 0 || days.length === 7) return "";
  const sorted = WEEKDAYS.filter((day) => days.includes(day));
  if (sorted.join() === "mon,tue,wed,thu,fri") return t("weekday.workdays");
  return t("weekday.list", { days: sorted.map((day) => t(`weekday.${day}`)).join(t("weekday.join")) });
}
