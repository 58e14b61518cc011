import { Alert, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FilmMail } from "@/shared/api/generated/types.gen";
import { MailFrame } from "@/shared/ui/MailFrame";
import type { Words } from "../builder/steps/words";
import css from "./trip.module.css";
import { errorReason } from "./tripText";

type View = "html" | "text";

/** A mail of a film as this contact would read it. Links lead nowhere; looking is not opening. */
export function FilmMailView({ mail, words }: { mail: FilmMail; words: Words }) {
  const { t } = useTranslation("journeys");
  const [view, setView] = useState<View>("html");
  if (mail.error) return <Alert color="shu">{t("mail.failed", { reason: why(mail.error, words) })}</Alert>;
  return (
    <div className={css.mail}>
      <div className={css.mailHead}>
        <b>{mail.subject}</b>
        <span>{t("mail.from", { name: mail.from_name, email: mail.from_email })}</span>
      </div>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("mail.view")}
        value={view}
        data={(["html", "text"] as const).map((value) => ({ value, label: t(`mail.${value}`) }))}
        onChange={(value) => setView(value as View)}
      />
      {view === "html" ? (
        <div className={css.mailFrame}>
          <MailFrame html={mail.html} title={t("mail.title", { subject: mail.subject })} links="quiet" />
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <pre className={css.mailText} tabIndex={0}>
          {mail.text}
        </pre>
      )}
    </div>
  );
}

const why = (code: string, words: Words): string => {
  const own = words.t(`sendReason.${code}`);
  return own === `sendReason.${code}` ? errorReason(code, words) : own;
};
