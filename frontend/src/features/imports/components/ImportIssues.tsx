import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listImportIssues } from "@/shared/api/generated/sdk.gen";
import type { Import, ImportIssueRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { formatNumber } from "@/shared/time/format";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { PagesView } from "@/shared/ui/PagesView";
import { Section } from "@/shared/ui/Section";

type Kind = ImportIssueRow["kind"];

const helper = columnsFor<ImportIssueRow>();

/** Rows that become no contact of their own, each with its line in the file and the reason. */
export function ImportIssues({ list }: { list: Import }) {
  const { t } = useTranslation("imports");
  const [kind, setKind] = useState<Kind>("rejected");
  const pages = usePages(["import-issues", list.id, kind, list.status], (cursor, signal) =>
    listImportIssues({
      path: { import_id: list.id },
      query: { kind, cursor, limit: 100 },
      signal,
      throwOnError: true,
    }),
  );
  const columns = useIssueColumns(kind);
  return (
    <Section
      title={t("issues.title")}
      description={t("issues.text")}
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("issues.title")}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={(["rejected", "merged"] as const).map((value) => ({
            value,
            label: `${t(`report.${value}`)} ${formatNumber(list.report?.[value] ?? 0)}`,
          }))}
        />
      }
    >
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("issues.title")}
            columns={columns}
            rows={rows}
            rowId={(row) => String(row.row)}
            more={pages.more}
            height={360}
            empty={<EmptyState title={t(`issues.none.${kind}`)} />}
          />
        )}
      </PagesView>
    </Section>
  );
}

function useIssueColumns(kind: Kind) {
  const { t, i18n } = useTranslation("imports");
  return useMemo(() => {
    const reason = (code: string) => {
      const key = `reason.${code}`;
      return i18n.exists(key, { ns: "imports" }) ? t(key as "title") : code;
    };
    const shared = [
      helper.accessor("row", { header: t("issues.row"), meta: { align: "right" as const, width: 90 } }),
      helper.accessor("line", { header: t("issues.line"), meta: { align: "right" as const, width: 110 } }),
      helper.accessor("reason", { header: t("issues.reason"), cell: ({ getValue }) => reason(getValue()) }),
      helper.accessor("value", {
        header: t("issues.value"),
        cell: ({ getValue }) => (getValue().trim() ? getValue() : t("issues.blank")),
      }),
    ];
    if (kind === "rejected") return helper.columns(shared);
    return helper.columns([
      ...shared,
      helper.accessor("into_row", { header: t("issues.into"), meta: { align: "right" as const } }),
    ]);
  }, [t, i18n, kind]);
}
