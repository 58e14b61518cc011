import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestPerson } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { Section } from "@/shared/ui/Section";
import type { SideName } from "./sides";
import type { Naming } from "./useNaming";

const helper = columnsFor<BacktestPerson>();

const FIRST = 10;

type Props = {
  people: BacktestPerson[];
  naming: Naming;
  onChoose: (enrollmentId: string) => void;
};

/** Some of those whose ways part; each leads to both of their ways. */
export function Examples({ people, naming, onChoose }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const columns = useMemo(() => {
    const outcome = (side: SideName) =>
      helper.display({
        id: side,
        header: t(`backtest.${side}`),
        cell: ({ row: { original } }) =>
          t("backtest.outcome", {
            mails: t("common:count.mails", { count: original[side].mails.length }),
            end: naming.end(original[side].end),
          }),
      });
    return helper.columns([
      helper.display({
        id: "contact",
        header: t("backtest.person"),
        cell: ({ row: { original } }) =>
          original.contact ? original.contact.name || original.contact.email : t("backtest.gone"),
      }),
      helper.accessor("node", {
        header: t("backtest.partedAt"),
        cell: ({ getValue }) => (getValue() ? naming.step(getValue()) : t("backtest.fromStart")),
      }),
      outcome("live"),
      outcome("draft"),
    ]);
  }, [t, naming]);
  const [all, setAll] = useState(false);
  if (people.length === 0) return null;
  return (
    <Section flush title={t("backtest.examples")} description={t("backtest.examplesAbout")}>
      <DataTable
        label={t("backtest.examples")}
        columns={columns}
        rows={all ? people : people.slice(0, FIRST)}
        {...(all || people.length <= FIRST ? {} : { more: { load: () => setAll(true), loading: false } })}
        rowId={(row) => row.enrollment_id}
        rowName={(row) => row.contact?.name ?? t("backtest.gone")}
        onOpen={(row) => row.contact && onChoose(row.enrollment_id)}
      />
    </Section>
  );
}
