import i18next from "i18next";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function locale(): string {
  return i18next.language === "en" ? "en-GB" : "ja-JP";
}

/** 2026年12月1日(火) 9:00, in the reader's own zone unless one is named. */
export function formatDateTime(value: string | Date, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: i18next.language === "en" ? "short" : "long",
    day: "numeric",
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
  }).format(new Date(value));
}

/** 12月1日(火) 9:00–10:00: a span within a day, in the reader's own zone unless one is named. */
export function formatHour(from: string, to: string, timeZone?: string): string {
  const day = new Intl.DateTimeFormat(locale(), {
    month: i18next.language === "en" ? "short" : "long",
    day: "numeric",
    weekday: "short",
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit", timeZone });
  const [start, end] = [new Date(from), new Date(to)];
  return `${day.format(start)} ${clock.format(start)}–${clock.format(end)}`;
}

/** From the first moment to the last, as short as it can be said. */
export function formatSpan(from: string, to: string, timeZone?: string): string {
  const moment = new Intl.DateTimeFormat(locale(), {
    month: i18next.language === "en" ? "short" : "long",
    day: "numeric",
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
  });
  return moment.formatRange(new Date(from), new Date(to));
}

/** 2026年12月1日(火). A plain date (YYYY-MM-DD) is a day, not a moment, and never moves with the zone. */
export function formatDate(value: string): string {
  const plain = /^\d{4}-\d{2}-\d{2}$/.test(value);
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: i18next.language === "en" ? "short" : "long",
    day: "numeric",
    weekday: "short",
    timeZone: plain ? "UTC" : undefined,
  }).format(new Date(value));
}

/** Relative only under a day (3分前); null when an absolute time should be shown. */
export function formatRelative(value: string | Date, now: number): string | null {
  const distance = new Date(value).getTime() - now;
  const size = Math.abs(distance);
  if (size >= DAY) return null;
  if (size < MINUTE) return i18next.t("state.justNow");
  if (size < HOUR) return relative(Math.trunc(distance / MINUTE), "minute");
  return relative(Math.trunc(distance / HOUR), "hour");
}

/** Japanese sets no space between number and counter; ICU does. */
function relative(value: number, unit: Intl.RelativeTimeFormatUnit): string {
  const text = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(value, unit);
  return i18next.language === "en" ? text : text.replace(" ", "");
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** A part of a whole: 12.5%. */
export function formatShare(value: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(value);
}
