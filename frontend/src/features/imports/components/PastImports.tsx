import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listImports } from "@/shared/api/generated/sdk.gen";
import type { ImportRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { PagesView } from "@/shared/ui/PagesView";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";

const TONES: Record<ImportRow["status"], Tone> = {
  mapped: "neutral",
  checked: "yamabuki",
  queued: "ai",
  running: "ai",
  done: "moegi",
  cancelled: "neutral",
  failed: "shu",
};

const helper = columnsFor<ImportRow>();

/** Earlier lists, and those left half way. */
export function PastImports() {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const pages = usePages(["imports"], (cursor, signal) =>
    listImports({ query: { cursor }, signal, throwOnError: true }),
  );
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("file_name", { header: t("past.file") }),
        helper.accessor("status", {
          header: t("past.status"),
          cell: ({ getValue }) => (
            <StatusBadge tone={TONES[getValue()]}>{t(`status.${getValue()}`)}</StatusBadge>
          ),
        }),
        helper.accessor("report", {
          header: t("past.records"),
          meta: { align: "right" },
          cell: ({ getValue }) => {
            const report = getValue();
            return report && common("count.rows", { count: report.records });
          },
        }),
        helper.accessor("created_at", {
          header: t("past.at"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, common],
  );
  return (
    <PagesView pages={pages}>
      {(rows) => (
        <DataTable
          label={t("past.title")}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          onOpen={(row) => void navigate({ to: "/contacts/import/$importId", params: { importId: row.id } })}
          more={pages.more}
          empty={
            <Text size="sm" c="dimmed" p="md">
              {t("past.empty")}
            </Text>
          }
        />
      )}
    </PagesView>
  );
}
