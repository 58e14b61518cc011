import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Figure, Figures } from "@/shared/ui/Figures";

/** What the trial comes to, in four figures, and what they rest on. */
export function BacktestTotals({ counts }: { counts: BacktestCounts }) {
  const { t } = useTranslation(["journeys", "common"]);
  const { contacts, differ, unknown, live, draft } = counts;
  const deleted = counts.left_out.deleted ?? 0;
  const share = contacts > 0 ? Math.round((differ / contacts) * 100) : 0;
  const change = draft.mails - live.mails;
  const signed = `${change > 0 ? "+" : change < 0 ? "−" : "±"}${formatNumber(Math.abs(change))}`;
  return (
    <section aria-label={t("backtest.totals")}>
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
          more={t("backtest.change", { n: signed })}
        />
      </Figures>
      <Text size="sm" c="dimmed" mt={8}>
        {t("backtest.basis")}
        {unknown > 0 && t("backtest.unknown", { count: unknown })}
        {deleted > 0 && t("backtest.deleted", { count: deleted })}
      </Text>
    </section>
  );
}
