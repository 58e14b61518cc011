import i18next from "i18next";
import { ApiError } from "./error";

/** One sentence for the user: by code when we know it, else what the server said. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t("errors.unknown");
  const why = `enrollments:actionRefused.${String(error.fields.reason)}`;
  if (error.code === "action_refused" && i18next.exists(why)) {
    return i18next.t("errors.action_refused_because", { why: (i18next.t as (key: string) => string)(why) });
  }
  const key = `errors.${error.code}`;
  const translate = i18next.t as (key: string, values: Record<string, string>) => string;
  if (i18next.exists(key)) return translate(key, flatten(error.fields));
  return error.message || i18next.t("errors.unknown");
}

/** Fields that can stand in a sentence; lists and objects are shown elsewhere. */
function flatten(fields: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(fields).filter(([, value]) => ["string", "number"].includes(typeof value));
  return Object.fromEntries(plain.map(([key, value]) => [key, String(value)]));
}

/** What the server said about single form fields (`fields: {"email": {code, message}}`, paths start below the body). */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const told = Object.entries(error.fields).map(([path, value]) => [path, fieldMessage(value)] as const);
  return Object.fromEntries(told.filter(([, message]) => message !== ""));
}

function fieldMessage(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const { code, message } = value as { code?: unknown; message?: unknown };
  const key = `fieldErrors.${String(code)}`;
  return i18next.exists(key) ? (i18next.t as (key: string) => string)(key) : String(message ?? "");
}
