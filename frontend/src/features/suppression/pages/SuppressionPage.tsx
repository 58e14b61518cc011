import { Button } from "@mantine/core";
import { IconMailOff, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { listSuppression } from "@/shared/api/generated/sdk.gen";
import type { SuppressionRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { useSearchText } from "@/shared/hooks/use-search-text";
import { DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { ListBar } from "@/shared/ui/ListBar";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { SearchField } from "@/shared/ui/SearchField";
import { useSuppressionColumns } from "../columns";
import { AddSuppression } from "../components/AddSuppression";
import { ReleaseAddress } from "../components/ReleaseAddress";

export function SuppressionPage() {
  const { t } = useTranslation("suppression");
  const { text, setText, q } = useSearchText();
  const pages = usePages(["suppression", q], (cursor, signal) =>
    listSuppression({ query: { q, cursor }, signal, throwOnError: true }),
  );
  const [adding, setAdding] = useState(false);
  const [released, setReleased] = useState<SuppressionRow | null>(null);
  const mayAdd = useMay("addSuppression");
  const columns = useSuppressionColumns(useMay("removeSuppression") ? setReleased : undefined);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          mayAdd && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
              {t("add")}
            </Button>
          )
        }
      />
      <ListBar actions={<ExportMenu path="suppression" parameters={{ q }} />}>
        <SearchField label={t("search")} value={text} onChange={setText} />
      </ListBar>
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.email}
            more={pages.more}
            height="calc(100dvh - 260px)"
            empty={
              <EmptyState
                picture={<IconMailOff size={28} />}
                title={t(q ? "noMatch" : "empty")}
                text={q ? undefined : t("emptyText")}
              />
            }
          />
        )}
      </PagesView>
      {adding && <AddSuppression onClose={() => setAdding(false)} />}
      <ReleaseAddress row={released} onClose={() => setReleased(null)} />
    </>
  );
}
