import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { journeyNameQuery, useLiveGraph, useWords } from "@/features/journeys";
import { ActPanel, actionsFor, commonStatus, PeopleBar, type Selection, WithPanel } from "@/features/moves";
import { useMay } from "@/shared/access/session";
import type { EnrollmentRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { ListBar } from "@/shared/ui/ListBar";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { PeopleFilters } from "../components/PeopleFilters";
import { useEnrollmentColumns } from "../components/useEnrollmentColumns";
import { listQuery, type PeopleSearch, peopleFilter } from "../model";
import { enrollmentKeys, readEnrollments } from "../queries";

const FROM = "/console/journeys/$journeyId/enrollments";
const NOBODY: ReadonlySet<string> = new Set();

/** Everybody who entered a journey, by status and by where they stand; and what to do about those chosen. */
export function EnrollmentListPage() {
  const { t } = useTranslation(["enrollments", "moves"]);
  const { journeyId } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/journeys/$journeyId/enrollments" });
  const journey = useQuery(journeyNameQuery(journeyId));
  const graph = useLiveGraph(journeyId);
  const words = useWords(graph);
  const mayAct = useMay("controlJourneys");
  const [selected, setSelected] = useState(NOBODY);
  const [all, setAll] = useState(false);
  const [acting, setActing] = useState(false);
  const filter = peopleFilter(journeyId, search);
  const pages = usePages<EnrollmentRow>(
    [...enrollmentKeys.list(journeyId), "page", search],
    (cursor, signal) => readEnrollments(journeyId, { search }, cursor, signal),
  );
  const narrowed = Object.keys(search).length > 0;
  const clear = () => {
    setSelected(NOBODY);
    setAll(false);
    setActing(false);
  };
  const change = (part: Partial<PeopleSearch>) => {
    clear();
    const next = Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined);
    void navigate({ search: Object.fromEntries(next) });
  };
  const selection: Selection = all && filter ? { filter } : { ids: [...selected] };
  const rows = pages.rows ?? [];
  const columns = useEnrollmentColumns(journeyId, rows);
  const status = all ? (search.status ?? null) : commonStatus(rows.filter((row) => selected.has(row.id)));
  const panel = acting && selected.size > 0 && (
    <ActPanel
      key={JSON.stringify(selection)}
      selection={selection}
      about={all ? t("moves:about.filter") : t("moves:about.selected", { count: selected.size })}
      offered={actionsFor(status)}
      graph={graph}
      stepName={words.stepName}
      onClose={clear}
    />
  );
  return (
    <WithPanel panel={panel}>
      <Page>
        <PageHeader
          title={t("list.title")}
          back={{ to: `/journeys/${journeyId}`, label: journey.data?.name ?? "" }}
        />
        <ListBar
          actions={
            <ExportMenu
              path={`journeys/${journeyId}/enrollments`}
              parameters={{
                ...listQuery(search),
                stuck: search.stuck ? "true" : undefined,
                converted: search.converted ? "true" : undefined,
              }}
            />
          }
        >
          <PeopleFilters
            journeyId={journeyId}
            search={search}
            graph={graph}
            words={words}
            onChange={change}
          />
        </ListBar>
        <PagesView pages={pages}>
          {(found) => (
            <DataTable
              label={t("list.title")}
              columns={columns}
              rows={found}
              rowId={(row) => row.id}
              rowName={(row) => row.contact.name || row.contact.email}
              selected={selected}
              {...(mayAct
                ? {
                    onSelect: (ids: ReadonlySet<string>) => {
                      setAll(false);
                      setSelected(ids);
                    },
                  }
                : {})}
              onOpen={(row) =>
                void navigate({
                  to: "/enrollments/$enrollmentId",
                  params: { enrollmentId: row.id },
                  search: {},
                })
              }
              more={pages.more}
              empty={
                <EmptyState
                  picture={<IconUsers size={28} />}
                  title={t(narrowed ? "list.nothing" : "people.nobody")}
                  text={t("list.emptyText")}
                />
              }
            />
          )}
        </PagesView>
        {selected.size > 0 && !acting && (
          <PeopleBar
            selected={selected.size}
            all={all}
            onAll={filter && selected.size === rows.length && pages.more ? () => setAll(true) : null}
            onAct={() => setActing(true)}
            onClear={clear}
          />
        )}
      </Page>
    </WithPanel>
  );
}
