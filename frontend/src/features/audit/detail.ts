import { formatDateTime, formatNumber } from "@/shared/time/format";
import registry from "./registry.json";

export type Part = {
  name: string;
  text: string;
  /** The page of what the value is the id of; the id itself is nobody's word. */
  to?: string;
};

/** Words for a code that stands under a name; null where it is no code. */
export type Word = (name: string, code: string) => string | null;

const LONGEST = 160;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(Z|[+-]\d\d:\d\d)$/;
const UNSAID = new Set(registry.unsaid);
const GROUPS = new Set(registry.groups);
const PAGES: Record<string, string> = registry.pages;

/** The page of a thing, where it has one. */
export const pageOf = (kind: string, id: string): string | undefined =>
  id ? PAGES[kind]?.replace("{}", encodeURIComponent(id)) : undefined;

/** The detail of an entry as short named texts; a change `{from, to}` reads "before → after". */
export function detailParts(detail: Record<string, unknown>, word: Word): Part[] {
  return Object.entries(detail)
    .flatMap(([name, value]) => spread(name, value))
    .filter(([name, value]) => !UNSAID.has(name) && !isNothing(value))
    .map(([name, value]) => {
      const to = typeof value === "string" ? pageOf(name, value) : undefined;
      return to ? { name, text: "", to } : { name, text: shorten(told(name, value, word)) };
    });
}

/** Several named values under one name are told as if they stood alone, of a change of several those that differ. */
function spread(name: string, value: unknown): [name: string, value: unknown][] {
  if (isChange(value) && (isObject(value.from) || isObject(value.to))) {
    const [from, to] = [value.from, value.to].map((side) => (isObject(side) ? side : {}));
    const names = Object.keys({ ...from, ...to });
    const changed = names.filter((part) => JSON.stringify(from?.[part]) !== JSON.stringify(to?.[part]));
    return changed.map((part) => [part, { from: from?.[part], to: to?.[part] }]);
  }
  if (!GROUPS.has(name) || !isObject(value) || isChange(value)) return [[name, value]];
  return Object.entries(value).flatMap(([part, inner]) => spread(part, inner));
}

function told(name: string, value: unknown, word: Word): string {
  if (isChange(value)) return `${told(name, value.from, word)} → ${told(name, value.to, word)}`;
  if (isNothing(value)) return "—";
  if (Array.isArray(value)) return value.map((one) => told(name, one, word)).join(", ");
  if (isObject(value)) {
    return Object.entries(value)
      .map(([key, inner]) => `${word(name, key) ?? key}: ${isObject(inner) ? each(inner, word) : inner}`)
      .join(", ");
  }
  if (typeof value === "number") return formatNumber(value);
  const text = String(value);
  return MOMENT.test(text) ? formatDateTime(text) : (word(name, text) ?? text);
}

const each = (values: Record<string, unknown>, word: Word): string =>
  Object.entries(values)
    .map(([name, value]) => told(name, value, word))
    .join(" ");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isChange = (value: unknown): value is { from: unknown; to: unknown } =>
  isObject(value) && "from" in value && "to" in value;

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
