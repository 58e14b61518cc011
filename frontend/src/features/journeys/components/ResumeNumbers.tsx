import { useTranslation } from "react-i18next";
import type { ResumeOutlook } from "@/shared/api/generated/types.gen";
import { useNow } from "@/shared/hooks/use-now";
import { formatDateTime } from "@/shared/time/format";
import css from "./choice.module.css";

/** What one way of going on comes to: whom it concerns, how many mails in the first hour and day, when the first goes. */
export function ResumeNumbers({ outlook }: { outlook: ResumeOutlook | undefined }) {
  const { t } = useTranslation(["journeys", "common"]);
  const now = useNow();
  if (!outlook) return null;
  const { first_at: first } = outlook;
  return (
    <dl className={css.numbers}>
      <div>
        <dt>{t("resume.people")}</dt>
        <dd>{t("common:count.people", { count: outlook.people })}</dd>
      </div>
      <div>
        <dt>{t("resume.hour")}</dt>
        <dd>{t("common:count.mails", { count: outlook.mails_hour })}</dd>
      </div>
      <div>
        <dt>{t("resume.day")}</dt>
        <dd>{t("common:count.mails", { count: outlook.mails_day })}</dd>
      </div>
      <div>
        <dt>{t("resume.first")}</dt>
        <dd>
          {first ? (Date.parse(first) <= now ? t("resume.atOnce") : formatDateTime(first)) : t("resume.none")}
        </dd>
      </div>
    </dl>
  );
}
