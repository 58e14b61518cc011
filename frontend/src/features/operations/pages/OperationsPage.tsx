import { IconListCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listOperations } from "@/shared/api/generated/sdk.gen";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { OperationName } from "../components/OperationName";
import { OperationProgress } from "../components/OperationProgress";
import { OPERATIONS } from "../queries";

const helper = columnsFor<OperationView>();

export function OperationsPage() {
  const { t } = useTranslation("operations");
  const navigate = useNavigate();
  const pages = usePages(OPERATIONS, (cursor, signal) =>
    listOperations({ query: { cursor }, signal, throwOnError: true }),
  );
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("kind", {
          header: t("kind"),
          cell: ({ row }) => <OperationName operation={row.original} />,
        }),
        helper.display({
          id: "progress",
          header: t("progress"),
          meta: { width: 320 },
          cell: ({ row }) => <OperationProgress operation={row.original} />,
        }),
        helper.accessor("created_at", {
          header: t("started"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        helper.accessor("finished_at", {
          header: t("finished"),
          cell: ({ getValue }) => {
            const at = getValue();
            return at && <TimeText at={at} />;
          },
        }),
      ]),
    [t],
  );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} />
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            onOpen={(row) =>
              void navigate({ to: "/operations/$operationId", params: { operationId: row.id } })
            }
            more={pages.more}
            empty={
              <EmptyState picture={<IconListCheck size={28} />} title={t("empty")} text={t("emptyText")} />
            }
          />
        )}
      </PagesView>
    </Page>
  );
}
