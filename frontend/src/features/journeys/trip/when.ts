import { formatDateTime } from "@/shared/time/format";

/** A moment of the journal as a date; nothing for what is none. */
export const when = (value: unknown): string => (typeof value === "string" ? formatDateTime(value) : "");
