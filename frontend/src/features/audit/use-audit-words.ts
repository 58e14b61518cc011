import { useMemo } from "react";
import { useTranslation } from "react-i18next";

export const OBJECT_TYPES = [
  "journey",
  "enrollment",
  "contact",
  "company",
  "import",
  "template",
  "suppression",
  "account",
  "token",
  "organization",
  "calendar_day",
  "sender",
  "operation",
] as const;

/** Fields that hold codes, and where their words are kept. */
const VALUES: Record<string, string[]> = {
  role: ["common:role"],
  kind: ["common:journeyKind", "common:operationKind"],
  stage: ["common:stage"],
  reason: ["contacts:suppressed.reason"],
  source: ["audit:source"],
  status: ["enrollments:status"],
  code: ["journeys:errorReason", "moves:mails.cause", "journeys:callReason", "audit:value"],
};

/** Words for what the log records by code; a code nobody has named yet is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation("audit");
  const { t: common } = useTranslation();
  return useMemo(() => {
    const say = (group: "action" | "object" | "field" | "actor", code: string) => {
      const key = `${group}.${code.replaceAll(".", "_")}`;
      return i18n.exists(key, { ns: "audit" }) ? t(key as "title") : code;
    };
    return {
      action: (code: string) => say("action", code),
      /** People are recorded by name; a few actors are not people of this console. */
      actor: (name: string) => say("actor", name),
      object: (code: string) => say("object", code),
      field: (code: string) => {
        const own = say("field", code);
        if (own !== code) return own;
        if (i18n.exists(`field.${code}`)) return common(`field.${code}` as "field.email");
        return i18n.exists(`operations:result.${code}`)
          ? i18n.t(`operations:result.${code}` as "action.save")
          : code;
      },
      /** A recorded value, word by word: `viewer → admin` speaks of roles, `true` of yes. */
      value: (field: string, text: string) => {
        const groups = VALUES[field] ?? ["audit:value"];
        const word = (code: string) => {
          const key = [`moves:${field}.${code}.name`, ...groups.map((group) => `${group}.${code}`)].find(
            (known) => i18n.exists(known),
          );
          return key ? i18n.t(key as "action.save") : code;
        };
        return text.split(" → ").map(word).join(" → ");
      },
    };
  }, [t, common, i18n]);
}
