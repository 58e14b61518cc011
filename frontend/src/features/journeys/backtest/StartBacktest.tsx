import { Button, Group, NumberInput, Select } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { Section } from "@/shared/ui/Section";
import { IssueNote } from "../builder/panels/IssueNote";
import { backtestsKey, startBacktest } from "./queries";

const PERIODS = ["30", "90", "365", "all", "own"] as const;
type Period = (typeof PERIODS)[number];
type Days = [string | null, string | null];
const DAY_MS = 86_400_000;

/** Over whom the draft is tried: those of a time, at most so many. */
export function StartBacktest({ journeyId }: { journeyId: string }) {
  const { t } = useTranslation("journeys");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [period, setPeriod] = useState<Period>("90");
  const [days, setDays] = useState<Days>([null, null]);
  const [limit, setLimit] = useState(1000);
  const start = useMutation({
    meta: { quiet: true },
    mutationFn: () => startBacktest(journeyId, { ...timeOf(period, days), limit }),
    onSuccess: (operation) => {
      void client.invalidateQueries({ queryKey: backtestsKey(journeyId) });
      void navigate({
        to: "/journeys/$journeyId/backtests/$backtestId",
        params: { journeyId, backtestId: operation.id },
      });
    },
  });
  return (
    <Section title={t("backtest.new")} description={t("backtest.newAbout")}>
      <Group gap="md" align="flex-end">
        <Select
          w={180}
          label={t("backtest.period")}
          value={period}
          allowDeselect={false}
          data={PERIODS.map((value) => ({ value, label: t(`backtest.periods.${value}`) }))}
          onChange={(value) => value && setPeriod(value as Period)}
        />
        {period === "own" && (
          <DatePickerInput
            type="range"
            w={300}
            label={t("backtest.days")}
            valueFormat={t("backtest.dayFormat")}
            value={days}
            onChange={setDays}
          />
        )}
        <NumberInput
          w={140}
          label={t("backtest.limit")}
          min={1}
          max={20_000}
          allowDecimal={false}
          thousandSeparator=","
          value={limit}
          onChange={(value) => setLimit(Math.min(20_000, Math.max(1, Number(value) || 1)))}
        />
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={start.isPending}
          disabled={period === "own" && days[0] === null}
          onClick={() => start.mutate()}
        >
          {t("backtest.start")}
        </Button>
      </Group>
      {start.error && <IssueNote severity="error">{describeError(start.error)}</IssueNote>}
    </Section>
  );
}

/** Whole days of the reader's calendar, the last one included. */
function timeOf(period: Period, [first, last]: Days): { from: string | null; to: string | null } {
  if (period === "all") return { from: null, to: null };
  if (period !== "own") {
    return { from: new Date(Date.now() - Number(period) * DAY_MS).toISOString(), to: null };
  }
  const end = last ?? first;
  return {
    from: first && new Date(`${first}T00:00:00`).toISOString(),
    to: end && new Date(new Date(`${end}T00:00:00`).getTime() + DAY_MS).toISOString(),
  };
}
