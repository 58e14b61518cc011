import { formatDateTime } from "@/shared/time/format";

/** A moment of the journal as a date, in the reader's zone unless one is named; nothing for what is none. */
export const when = (value: unknown, timeZone?: string): string =>
  typeof value === "string" ? formatDateTime(value, timeZone) : "";
