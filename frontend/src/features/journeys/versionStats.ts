import type { Stats } from "./model";

type Totals = { sent: number; opened: number; clicked: number; replied: number };

/** The mails of all steps together. */
export function mailTotals(stats: Stats): Totals {
  const totals = { sent: 0, opened: 0, clicked: 0, replied: 0 };
  for (const counts of Object.values(stats.nodes)) {
    totals.sent += counts.sent ?? 0;
    totals.opened += counts.opened ?? 0;
    totals.clicked += counts.clicked ?? 0;
    totals.replied += counts.replied ?? 0;
  }
  return totals;
}

/** 12.5%; a dash where nothing was sent, for there nobody could have reacted. */
export const shareOf = (part: number, whole: number): string =>
  whole > 0 ? `${Math.round((part / whole) * 1000) / 10}%` : "–";
