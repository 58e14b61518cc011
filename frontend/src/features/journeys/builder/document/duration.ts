export type DurationUnit = "months" | "days" | "hours" | "minutes" | "seconds";
export type DurationParts = { negative: boolean } & Record<DurationUnit, number>;

const PATTERN =
  /^(-)?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
export const UNITS: readonly DurationUnit[] = ["months", "days", "hours", "minutes", "seconds"];

/** Reads an ISO 8601 duration; years become months and weeks days. Null for anything else. */
export function parseDuration(text: string): DurationParts | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const at = (index: number) => Number(match[index] ?? 0);
  return {
    negative: match[1] === "-",
    months: at(2) * 12 + at(3),
    days: at(4) * 7 + at(5),
    hours: at(6),
    minutes: at(7),
    seconds: at(8),
  };
}

const LETTER: Record<DurationUnit, string> = {
  months: "M",
  days: "D",
  hours: "H",
  minutes: "M",
  seconds: "S",
};

/** One number and one unit, as the forms write it. */
export function formatDuration(amount: number, unit: DurationUnit): string {
  const whole = Math.max(0, Math.round(amount));
  const time = unit === "months" || unit === "days" ? "" : "T";
  return `P${time}${whole}${LETTER[unit]}`;
}

const SECONDS: Record<DurationUnit, number> = {
  months: 2_678_400,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
};

/** Length in seconds, months taken as 31 days; negative for a duration before. */
export function durationSeconds(text: string): number | null {
  const parts = parseDuration(text);
  if (!parts) return null;
  const sum = UNITS.reduce((total, unit) => total + parts[unit] * SECONDS[unit], 0);
  return parts.negative ? -sum : sum;
}

/** The one unit a duration is written in; a day is not 24 hours, so units are never exchanged. Null for mixed ones. */
export function asAmount(text: string): { amount: number; unit: DurationUnit } | null {
  const parts = parseDuration(text);
  if (!parts) return null;
  const used = UNITS.filter((unit) => parts[unit] > 0);
  if (used.length > 1) return null;
  const unit = used[0] ?? "days";
  return { amount: parts[unit], unit };
}

export type Amount = { unit: DurationUnit; amount: number };

/** The parts of a duration as they are written, for reading aloud. */
export function amountsOf(text: string): Amount[] | null {
  const parts = parseDuration(text);
  if (!parts) return null;
  const used = UNITS.filter((unit) => parts[unit] > 0).map((unit) => ({ unit, amount: parts[unit] }));
  return used.length === 0 ? [{ unit: "minutes", amount: 0 }] : used;
}

/** Seconds as days, hours, minutes: the largest unit and the next one below; what is less nobody reads. */
export function readable(seconds: number): Amount[] {
  let left = Math.abs(Math.round(seconds));
  const parts: Amount[] = [];
  for (const unit of ["days", "hours", "minutes", "seconds"] as const) {
    const amount = Math.floor(left / SECONDS[unit]);
    left -= amount * SECONDS[unit];
    if (amount > 0) parts.push({ unit, amount });
  }
  const [first, second] = parts;
  if (!first) return [{ unit: "minutes", amount: 0 }];
  const isNext = second && UNITS.indexOf(second.unit) === UNITS.indexOf(first.unit) + 1;
  return isNext ? [first, second] : [first];
}
