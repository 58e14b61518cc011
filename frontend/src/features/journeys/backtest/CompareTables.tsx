import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Section } from "@/shared/ui/Section";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import type { JourneyGraph } from "../builder/document/graph";
import css from "./backtest.module.css";
import { endLines, stepLines } from "./sides";
import type { Naming } from "./useNaming";

type StepProps = { counts: BacktestCounts; graph: JourneyGraph; live: JourneyGraph | null; naming: Naming };

/** Step by step: how many came by, and how many mails left, on both sides. */
export function StepTable({ counts, graph, live, naming }: StepProps) {
  const { t } = useTranslation("journeys");
  return (
    <Section flush title={t("backtest.steps")}>
      <div className={css.scroll}>
        <Table className={css.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th rowSpan={2}>{t("backtest.step")}</Table.Th>
              <Table.Th colSpan={2} className={css.over}>
                {t("backtest.entered")}
              </Table.Th>
              <Table.Th colSpan={2} className={css.over}>
                {t("backtest.mails")}
              </Table.Th>
            </Table.Tr>
            <Table.Tr>
              {["entered", "mails"].flatMap((group) =>
                (["live", "draft"] as const).map((side) => (
                  <Table.Th key={`${group}${side}`} className={css.number}>
                    {t(`backtest.${side}`)}
                  </Table.Th>
                )),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stepLines(counts, graph, live).map((line) => (
              <Table.Tr key={line.id}>
                <Table.Th scope="row" className={css.name}>
                  <span>{naming.step(line.id)}</span>
                  {line.only && <StatusBadge>{t(`backtest.only.${line.only}`)}</StatusBadge>}
                </Table.Th>
                <Cell value={line.live.entered} />
                <Cell value={line.draft.entered} beside={line.live.entered} />
                <Cell value={line.live.sent} />
                <Cell value={line.draft.sent} beside={line.live.sent} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}

/** Why it was over, on both sides. */
export function EndTable({ counts, naming }: { counts: BacktestCounts; naming: Naming }) {
  const { t } = useTranslation("journeys");
  return (
    <Section flush title={t("backtest.ends")}>
      <Table className={css.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("backtest.end")}</Table.Th>
            <Table.Th className={css.number}>{t("backtest.live")}</Table.Th>
            <Table.Th className={css.number}>{t("backtest.draft")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {endLines(counts).map(({ reason, live, draft }) => (
            <Table.Tr key={reason}>
              <Table.Th scope="row" className={css.name}>
                {naming.end(reason)}
              </Table.Th>
              <Cell value={live} />
              <Cell value={draft} beside={live} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

/** A number; stands out where it is another one than beside it. */
function Cell({ value, beside }: { value: number | null; beside?: number | null }) {
  const differs = beside !== undefined && value !== beside;
  return (
    <Table.Td className={css.number} data-differs={differs || undefined}>
      {value === null ? "" : formatNumber(value)}
    </Table.Td>
  );
}
