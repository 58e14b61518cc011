import i18next from "i18next";
import { ApiError } from "./error";

/** One sentence for the user: by code when we know it, else what the server said. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t("errors.unknown");
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

/** Messages of single form fields, as the server names them (`fields: {email: "..."}`). */
export function fieldErrors(error: unknown): Record<string, string> {
  return error instanceof ApiError ? flatten(error.fields) : {};
}
