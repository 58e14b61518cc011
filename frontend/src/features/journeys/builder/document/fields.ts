import type { Operator } from "./graph";

export type FieldType = "text" | "number" | "date" | "stage" | "list" | "choice";

/** Fields a condition may look at; the names are those of `conditions.FIELDS`. */
export const FIELDS: Readonly<Record<string, FieldType>> = {
  stage: "stage",
  score: "number",
  title: "text",
  department: "text",
  industry: "text",
  prefecture: "text",
  source: "text",
  "company.name": "text",
  "company.industry": "text",
  "company.employees": "number",
  "company.prefecture": "text",
  "company.stage": "stage",
  tags: "list",
  email: "text",
  last_name: "text",
  first_name: "text",
  last_kana: "text",
  first_kana: "text",
  phone: "text",
  memo: "text",
  locale: "text",
  timezone: "text",
  consent_on: "date",
  consent_method: "text",
  domain_class: "choice",
};

export const STAGES = [
  "lead",
  "mql",
  "sql",
  "opportunity",
  "customer",
  "reengagement",
  "disqualified",
  "internal",
] as const;
/** Those that stand in order: "at least" has a meaning. */
export const ORDERED_STAGES = STAGES.slice(0, 5);

const SETNESS: Operator[] = ["is_set", "is_not_set"];
const OPERATORS_OF: Record<FieldType, Operator[]> = {
  text: ["eq", "ne", "contains", "not_contains", "starts_with", "in", "not_in", ...SETNESS],
  number: ["gte", "gt", "lte", "lt", "eq", "ne", ...SETNESS],
  date: ["gte", "gt", "lte", "lt", "eq", "ne", ...SETNESS],
  stage: ["eq", "ne", "in", "not_in", ...SETNESS],
  choice: ["eq", "ne", "in", "not_in", ...SETNESS],
  list: ["contains", "not_contains", ...SETNESS],
};

export const fieldType = (field: string): FieldType => FIELDS[field] ?? "text";
export const operatorsOf = (field: string): Operator[] => OPERATORS_OF[fieldType(field)];
export const takesValue = (op: Operator) => op !== "is_set" && op !== "is_not_set";
export const takesList = (op: Operator) => op === "in" || op === "not_in";

/** Fields a wait can count from. Attributes are free and may hold a date too. */
export const DATE_FIELDS = Object.keys(FIELDS).filter((name) => FIELDS[name] === "date");

/** Fields an update step may set: facts about the person, not what the system keeps itself. */
export const SETTABLE = [
  "stage",
  "title",
  "department",
  "industry",
  "prefecture",
  "source",
  "score",
  "memo",
  "phone",
  "last_name",
  "first_name",
  "last_kana",
  "first_kana",
  "locale",
  "timezone",
  "consent_on",
  "consent_method",
];
