import { useTranslation } from "react-i18next";
import type { Carried } from "@/shared/api/generated/types.gen";
import css from "./choice.module.css";

/** What taking the people of one step along brings: who goes on at once, and the mails of the next hour and day. */
export function CarriedNumbers({ carried }: { carried: Carried }) {
  const { t } = useTranslation(["journeys", "common"]);
  return (
    <dl className={css.numbers} data-flush data-alarming={carried.mails_hour > 0 || undefined}>
      <div>
        <dt>{t("people.atOnce")}</dt>
        <dd>{t("common:count.people", { count: carried.at_once })}</dd>
      </div>
      <div>
        <dt>{t("people.hour")}</dt>
        <dd>{t("common:count.mails", { count: carried.mails_hour })}</dd>
      </div>
      <div>
        <dt>{t("people.day")}</dt>
        <dd>{t("common:count.mails", { count: carried.mails_day })}</dd>
      </div>
    </dl>
  );
}
