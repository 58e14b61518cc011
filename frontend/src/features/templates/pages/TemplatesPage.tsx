import { Button, Code } from "@mantine/core";
import { IconMailCog, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { listTemplates } from "@/shared/api/generated/sdk.gen";
import type { TemplateRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { subjectInWords } from "../subject";
import { useFieldLabels } from "../use-field-labels";

const helper = columnsFor<TemplateRow>();

export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const mayEdit = useMay("editTemplates");
  const pages = usePages(["templates"], (cursor, signal) =>
    listTemplates({ query: { cursor, limit: 100 }, signal, throwOnError: true }),
  );
  const labels = useFieldLabels();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: t("name") }),
        helper.accessor("subject", {
          header: t("parts.subject"),
          cell: ({ getValue }) => subjectInWords(getValue(), labels),
        }),
        helper.accessor("key", { header: t("key"), cell: ({ getValue }) => <Code>{getValue()}</Code> }),
        helper.accessor("version", { header: t("version"), meta: { align: "right" } }),
        helper.accessor("updated_at", {
          header: common("field.updated_at"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, common, labels],
  );
  const add = mayEdit && (
    <Button component={Link} to="/templates/new" leftSection={<IconPlus size={16} />}>
      {t("new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} actions={add} />
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            onOpen={(row) => void navigate({ to: "/templates/$templateId", params: { templateId: row.id } })}
            more={pages.more}
            empty={
              <EmptyState
                picture={<IconMailCog size={28} />}
                title={t("empty")}
                text={t("emptyText")}
                action={add}
              />
            }
          />
        )}
      </PagesView>
    </Page>
  );
}
