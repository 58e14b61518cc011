import { Button } from "@mantine/core";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { listListsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { TimeText } from "@/shared/ui/TimeText";
import { ListForm } from "../components/ListForm";

const helper = columnsFor<ListRow>();

/** All lists, by name. */
export function ListsPage() {
  const { t } = useTranslation("lists");
  const query = useQuery(listListsOptions());
  const navigate = useNavigate();
  const mayEdit = useMay("editLists");
  const [adding, setAdding] = useState(false);
  const columns = useListColumns();
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("description")}
        back={{ to: "/contacts", label: t("toContacts") }}
        actions={query.data && query.data.length > 0 && add}
      />
      <QueryView query={query}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            onOpen={(row) =>
              void navigate({ to: "/contacts/lists/$listId" as string, params: { listId: row.id } as never })
            }
            empty={
              <EmptyState
                picture={<IconListDetails size={28} />}
                title={t("empty")}
                text={t("emptyText")}
                action={add}
              />
            }
          />
        )}
      </QueryView>
      {adding && <ListForm list={null} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useListColumns() {
  const { t } = useTranslation("lists");
  const { t: common } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: t("name") }),
        helper.accessor("note", { header: t("note"), meta: { width: "45%" } }),
        helper.accessor("members", {
          header: t("members"),
          meta: { align: "right", width: 110 },
          cell: ({ getValue }) => common("count.people", { count: getValue() }),
        }),
        helper.accessor("created_at", {
          header: t("createdAt"),
          meta: { width: 190 },
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, common],
  );
}
