import type { CalendarYear } from "@/shared/api/generated/types.gen";

export interface Day {
  /** YYYY-MM-DD */
  day: string;
  date: number;
  weekday: number;
  holiday: string | null;
  /** The company's own word about this day, when there is one. */
  own: { closed: boolean; note: string } | null;
  closed: boolean;
}

const DAY_MS = 86_400_000;

/** Twelve months of days, each with why it is open or closed: own word first, then holiday, then weekend. */
export function monthsOf(calendar: CalendarYear): Day[][] {
  const holidays = new Map(calendar.holidays.map((holiday) => [holiday.day, holiday.name]));
  const own = new Map(calendar.days.map((entry) => [entry.day, entry]));
  return Array.from({ length: 12 }, (_, month) =>
    daysOf(calendar.year, month).map((moment) => {
      const day = moment.toISOString().slice(0, 10);
      const weekday = moment.getUTCDay();
      const holiday = holidays.get(day) ?? null;
      const entry = own.get(day) ?? null;
      const usual = holiday !== null || weekday === 0 || weekday === 6;
      return { day, date: moment.getUTCDate(), weekday, holiday, own: entry, closed: entry?.closed ?? usual };
    }),
  );
}

function daysOf(year: number, month: number): Date[] {
  const first = Date.UTC(year, month, 1);
  const count = Math.round((Date.UTC(year, month + 1, 1) - first) / DAY_MS);
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS));
}
