import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./backtest.module.css";

/** What is counted, then live, draft, and by how much they differ. */
export function SidesHead({ of, className }: { of: string; className?: string }) {
  const { t } = useTranslation("journeys");
  return (
    <Table.Thead className={className ?? ""}>
      <Table.Tr>
        <Table.Th>{of}</Table.Th>
        <Table.Th className={css.number}>{t("backtest.live")}</Table.Th>
        <Table.Th className={css.number}>{t("backtest.draft")}</Table.Th>
        <Table.Th className={css.number}>{t("backtest.differenceShort")}</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}
