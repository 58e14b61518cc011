import { IconBuilding } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listCompanies } from "@/shared/api/generated/sdk.gen";
import type { CompanyView } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { useSearchText } from "@/shared/hooks/use-search-text";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { ListBar } from "@/shared/ui/ListBar";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { SearchField } from "@/shared/ui/SearchField";
import { StageBadge } from "@/shared/ui/StageBadge";

const helper = columnsFor<CompanyView>();

export function CompaniesPage() {
  const { t } = useTranslation("companies");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const { text, setText, q } = useSearchText();
  const pages = usePages(["companies", q], (cursor, signal) =>
    listCompanies({ query: { q, cursor, limit: 100 }, signal, throwOnError: true }),
  );
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: common("field.company_name") }),
        helper.accessor("industry", { header: common("field.industry") }),
        helper.accessor("employees", {
          header: common("field.employees"),
          meta: { align: "right" },
          cell: ({ getValue }) => {
            const count = getValue();
            return count !== null && common("count.people", { count });
          },
        }),
        helper.accessor("prefecture", { header: common("field.prefecture") }),
        helper.accessor("stage", {
          header: common("field.stage"),
          cell: ({ getValue }) => <StageBadge stage={getValue()} />,
        }),
        helper.accessor("contacts", {
          header: t("contacts"),
          meta: { align: "right" },
          cell: ({ getValue }) => common("count.people", { count: getValue() }),
        }),
      ]),
    [t, common],
  );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} />
      <ListBar actions={<ExportMenu path="companies" parameters={{ q }} />}>
        <SearchField label={t("search")} value={text} onChange={setText} />
      </ListBar>
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            onOpen={(row) => void navigate({ to: "/companies/$companyId", params: { companyId: row.id } })}
            more={pages.more}
            height="calc(100dvh - 240px)"
            empty={
              <EmptyState
                picture={<IconBuilding size={28} />}
                title={t(q ? "noMatch" : "empty")}
                text={q ? undefined : t("emptyText")}
              />
            }
          />
        )}
      </PagesView>
    </Page>
  );
}
