import { useTranslation } from "react-i18next";
import { sendReason, useWords } from "@/features/journeys";

/** Why nobody knows what became of a mail: what broke while it was sent. */
export function useDoubtReason(): (code: string | null) => string {
  const { t, i18n } = useTranslation("moves");
  const words = useWords(null);
  return (code) => {
    const key = `mails.cause.${code ?? "outcome_unknown"}`;
    return i18n.exists(key, { ns: "moves" }) ? t(key as "mails.none") : sendReason(code, words);
  };
}
