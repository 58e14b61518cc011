import { formatDateTime } from "@/shared/time/format";

const LONGEST = 160;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(Z|\+00:00)$/;

/** Ids and switches left off say nothing to a reader; the page of the work has them. */
const UNSAID: ReadonlySet<string> = new Set(["operation", "message", "journey_id", "ids"]);
const SWITCHES: ReadonlySet<string> = new Set(["stuck", "converted", "resend"]);

/** The detail of an entry as short named texts; a change `{from, to}` reads "before → after". */
export function detailParts(detail: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(detail)
    .flatMap(([name, value]) => (isGroup(value) ? Object.entries(value) : [[name, value] as const]))
    .filter(([name, value]) => value !== null && value !== "" && !UNSAID.has(name))
    .filter(([name, value]) => !(SWITCHES.has(name) && value === false))
    .map(([name, value]) => [name, shorten(wordsFor(value))]);
}

function wordsFor(value: unknown): string {
  if (isChange(value)) return `${plain(value.from)} → ${plain(value.to)}`;
  return plain(value);
}

/** Several named values under one name (`changes`, `set`): shown as if they stood beside it. */
function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isChange(value);
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return typeof value === "object" && value !== null && "from" in value && "to" in value;
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return value.map(plain).join(", ") || "—";
  if (typeof value === "string" && MOMENT.test(value)) return formatDateTime(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
