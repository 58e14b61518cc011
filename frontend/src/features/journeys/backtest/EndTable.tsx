import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Section } from "@/shared/ui/Section";
import css from "./backtest.module.css";
import { SidesHead } from "./SidesHead";
import { endLines, signed } from "./sides";
import type { Naming } from "./useNaming";

/** Why it was over, on both sides. */
export function EndTable({ counts, naming }: { counts: BacktestCounts; naming: Naming }) {
  const { t } = useTranslation("journeys");
  return (
    <Section flush title={t("backtest.ends")}>
      <Table className={css.table}>
        <SidesHead of={t("backtest.end")} />
        <Table.Tbody>
          {endLines(counts).map(({ reason, live, draft }) => (
            <Table.Tr key={reason}>
              <Table.Th scope="row" className={css.name}>
                {naming.end(reason)}
              </Table.Th>
              <Table.Td className={css.number}>{formatNumber(live)}</Table.Td>
              <Table.Td className={css.number}>{formatNumber(draft)}</Table.Td>
              <Table.Td className={css.number} data-differs={live !== draft || undefined}>
                {signed(draft - live)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
