import { useMemo } from "react";
import { useTranslation } from "react-i18next";

export const OBJECT_TYPES = [
  "journey",
  "enrollment",
  "contact",
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

/** Words for what the log records by code; a code nobody has named yet is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation("audit");
  return useMemo(() => {
    const say = (group: "action" | "object" | "field", code: string) => {
      const key = `${group}.${code.replaceAll(".", "_")}`;
      return i18n.exists(key, { ns: "audit" }) ? t(key as "title") : code;
    };
    return {
      action: (code: string) => say("action", code),
      object: (code: string) => say("object", code),
      field: (code: string) => say("field", code),
    };
  }, [t, i18n]);
}
