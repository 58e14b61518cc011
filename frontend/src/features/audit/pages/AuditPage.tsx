import { Select } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listAudit } from "@/shared/api/generated/sdk.gen";
import type { AuditItem } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { ListBar } from "@/shared/ui/ListBar";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { AuditAction } from "../components/AuditAction";
import { AuditDetail } from "../components/AuditDetail";
import { OBJECT_TYPES, useAuditWords } from "../use-audit-words";

export function AuditPage() {
  const { t } = useTranslation("audit");
  const [type, setType] = useState("");
  const pages = usePages(["audit", type], (cursor, signal) =>
    listAudit({ query: { object_type: type || undefined, cursor }, signal, throwOnError: true }),
  );
  const columns = useAuditColumns();
  const words = useAuditWords();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <ListBar actions={<ExportMenu path="audit" parameters={{ object_type: type }} />}>
        <Select
          w={240}
          aria-label={t("filter")}
          data={[
            { value: "", label: t("everything") },
            ...OBJECT_TYPES.map((value) => ({ value, label: words.object(value) })),
          ]}
          value={type}
          onChange={(value) => setType(value ?? "")}
        />
      </ListBar>
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            more={pages.more}
            height="calc(100dvh - 240px)"
            empty={<EmptyState picture={<IconHistory size={28} />} title={t("empty")} />}
          />
        )}
      </PagesView>
    </>
  );
}

const helper = columnsFor<AuditItem>();

function useAuditColumns() {
  const { t } = useTranslation("audit");
  const words = useAuditWords();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("at", {
          header: t("at"),
          meta: { width: 200 },
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        helper.accessor("actor_name", {
          header: t("who"),
          meta: { width: 160 },
          cell: ({ getValue }) => words.actor(getValue()),
        }),
        helper.accessor("action", {
          header: t("what"),
          cell: ({ row }) => <AuditAction item={row.original} />,
        }),
        helper.display({
          id: "detail",
          header: t("detail"),
          cell: ({ row }) => <AuditDetail item={row.original} />,
        }),
      ]),
    [t, words],
  );
}
