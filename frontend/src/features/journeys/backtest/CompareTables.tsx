import { SegmentedControl, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Section } from "@/shared/ui/Section";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import type { JourneyGraph } from "../builder/document/graph";
import css from "./backtest.module.css";
import { endLines, signed, stepLines } from "./sides";
import type { Naming } from "./useNaming";

type StepProps = { counts: BacktestCounts; graph: JourneyGraph; live: JourneyGraph | null; naming: Naming };

/** Step by step: how many came by, and how many mails left, on both sides. */
export function StepTable({ counts, graph, live, naming }: StepProps) {
  const { t } = useTranslation("journeys");
  const [all, setAll] = useState(true);
  const lines = stepLines(counts, graph, live);
  const shown = lines.filter((line) => all || differs(line));
  return (
    <Section
      flush
      title={t("backtest.steps")}
      actions={
        counts.differ > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={t("backtest.rows")}
            value={all ? "all" : "differing"}
            data={(["all", "differing"] as const).map((value) => ({
              value,
              label: t(`backtest.row.${value}`),
            }))}
            onChange={(value) => setAll(value === "all")}
          />
        )
      }
    >
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
            {shown.map((line) => (
              <Table.Tr key={line.id} data-differs={differs(line) || undefined}>
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

type Line = ReturnType<typeof stepLines>[number];
const differs = ({ live, draft }: Line) => live.entered !== draft.entered || live.sent !== draft.sent;

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
      {differs && <small>{signed((value ?? 0) - (beside ?? 0))}</small>}
    </Table.Td>
  );
}
