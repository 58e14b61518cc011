import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import registry from "./registry.json";

/** What the list can be narrowed to. */
export const OBJECT_TYPES = [
  "journey",
  "enrollment",
  "contact",
  "company",
  "import",
  "list",
  "template",
  "message",
  "delivery",
  "task",
  "suppression",
  "account",
  "token",
  "organization",
  "calendar_day",
  "sender",
  "webhook_secret",
  "operation",
] as const;

const CODES: Record<string, string[]> = registry.codes;
const ALWAYS = ["audit:value.{}"];
const PERIOD = /^PT?(\d+)([HDM])$/;
const UNITS: Record<string, string> = { H: "hours", D: "days", M: "months" };

/** Words for what the log records by code; a code nobody has named yet is shown as it is. */
export function useAuditWords() {
  const { i18n } = useTranslation("audit");
  return useMemo(() => {
    const find = (patterns: string[], code: string) => {
      const key = patterns.map((pattern) => pattern.replace("{}", code)).find((known) => i18n.exists(known));
      return key ? i18n.t(key as "action.save") : null;
    };
    return {
      action: (code: string) => find(["audit:action.{}"], code.replaceAll(".", "_")) ?? code,
      /** People are recorded by name; a few actors are not people of this console. */
      actor: (name: string) => find(["audit:actor.{}"], name) ?? name,
      object: (code: string) => find(["audit:object.{}"], code) ?? code,
      field: (code: string) => find(registry.names, code) ?? code,
      /** A recorded value, if it is a code under this name. */
      value: (field: string, code: string) => {
        const [, count, unit = ""] = (field === "per" && PERIOD.exec(code)) || [];
        if (count) return i18n.t(`journeys:span.${UNITS[unit]}` as "action.save", { count: Number(count) });
        return find(CODES[field] ?? ALWAYS, code);
      },
    };
  }, [i18n]);
}
