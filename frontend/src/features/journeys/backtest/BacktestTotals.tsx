import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { Figure, Figures } from "@/shared/ui/Figures";
import { IssueNote } from "../builder/panels/IssueNote";
import css from "./backtest.module.css";
import { signed } from "./sides";
import { stillOnTheWay } from "./standing";

/** What the trial comes to, in four figures, what is missing from them, and what they rest on. */
export function BacktestTotals({ counts }: { counts: BacktestCounts }) {
  const { t } = useTranslation(["journeys", "common"]);
  const { contacts, differ, unknown, live, draft } = counts;
  const deleted = counts.left_out.deleted ?? 0;
  const onTheWay = stillOnTheWay(counts);
  const share = contacts > 0 ? Math.round((differ / contacts) * 100) : 0;
  return (
    <section aria-label={t("backtest.totals")} className={css.totals}>
      <Figures>
        <Figure name={t("backtest.contacts")} value={t("common:count.people", { count: contacts })} />
        <Figure
          name={t("backtest.differ")}
          value={t("common:count.people", { count: differ })}
          more={t("backtest.share", { n: share })}
        />
        <Figure name={t("backtest.mailsLive")} value={t("common:count.mails", { count: live.mails })} />
        <Figure
          name={t("backtest.mailsDraft")}
          value={t("common:count.mails", { count: draft.mails })}
          more={t("backtest.change", { n: signed(draft.mails - live.mails) })}
        />
      </Figures>
      {onTheWay > 0 && (
        <IssueNote severity="warning">{t("backtest.onTheWay", { count: onTheWay })}</IssueNote>
      )}
      <details className={css.limits}>
        <summary>{t("backtest.limits")}</summary>
        <ul>
          <li>{t("backtest.basis")}</li>
          <li>{t("backtest.today")}</li>
          <li>{t("backtest.visits")}</li>
          <li>{t("backtest.assumed")}</li>
          {unknown > 0 && <li>{t("backtest.unknown", { count: unknown })}</li>}
          {deleted > 0 && <li>{t("backtest.deleted", { count: deleted })}</li>}
        </ul>
      </details>
    </section>
  );
}
