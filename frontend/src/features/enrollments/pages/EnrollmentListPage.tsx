import { Select } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { journeyNameQuery, nameOf, useLiveGraph, useWords } from "@/features/journeys";
import type { EnrollmentRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { ListBar } from "@/shared/ui/ListBar";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { EnrollmentStatus } from "../components/EnrollmentStatus";
import { STATUSES, type Status } from "../model";
import { enrollmentKeys, readEnrollments } from "../queries";

const helper = columnsFor<EnrollmentRow>();

/** Everybody who entered a journey, by status and by where they stand. */
export function EnrollmentListPage() {
  const { t } = useTranslation("enrollments");
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/enrollments" });
  const { status, step } = useSearch({ from: "/console/journeys/$journeyId/enrollments" });
  const navigate = useNavigate({ from: "/journeys/$journeyId/enrollments" });
  const journey = useQuery(journeyNameQuery(journeyId));
  const graph = useLiveGraph(journeyId);
  const words = useWords(graph);
  const pages = usePages<EnrollmentRow>(
    [...enrollmentKeys.list(journeyId), "page", status, step],
    (cursor, signal) =>
      readEnrollments(journeyId, { status: status ?? null, node: step ?? null }, cursor, signal),
  );
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor((row) => row.contact.name || row.contact.email, {
          id: "name",
          header: t("list.contact"),
        }),
        helper.accessor((row) => row.contact.email, { id: "email", header: t("list.email") }),
        helper.accessor((row) => row.contact.company ?? "", { id: "company", header: t("list.company") }),
        helper.accessor("status", {
          header: t("people.status"),
          cell: ({ getValue }) => <EnrollmentStatus status={getValue()} />,
        }),
        helper.accessor("node", {
          header: t("list.step"),
          cell: ({ row }) => (row.original.node ? words.stepName(row.original.node) : "–"),
        }),
        helper.accessor("due_at", {
          header: t("list.due"),
          cell: ({ getValue }) => {
            const at = getValue();
            return at ? <TimeText at={at} /> : "–";
          },
        }),
        helper.accessor("entered_at", {
          header: t("list.entered"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, words],
  );
  const steps = Object.entries(graph?.nodes ?? {}).map(([id, node]) => ({
    value: id,
    label: nameOf(node, words),
  }));
  return (
    <Page>
      <PageHeader
        title={t("list.title")}
        back={{ to: `/journeys/${journeyId}`, label: journey.data?.name ?? "" }}
      />
      <ListBar
        actions={
          <ExportMenu path={`journeys/${journeyId}/enrollments`} parameters={{ status, node: step }} />
        }
      >
        <Select
          aria-label={t("people.status")}
          value={status ?? "all"}
          data={[
            { value: "all", label: t("people.all") },
            ...STATUSES.map((name) => ({ value: name as string, label: t(`status.${name}`) })),
          ]}
          onChange={(next) =>
            void navigate({
              search: {
                ...(step ? { step } : {}),
                ...(next && next !== "all" ? { status: next as Status } : {}),
              },
            })
          }
        />
        <Select
          aria-label={t("list.step")}
          value={step ?? "all"}
          searchable
          w={280}
          data={[{ value: "all", label: t("list.anyStep") }, ...steps]}
          onChange={(next) =>
            void navigate({
              search: { ...(status ? { status } : {}), ...(next && next !== "all" ? { step: next } : {}) },
            })
          }
        />
      </ListBar>
      <PagesView pages={pages}>
        {(rows) => (
          <DataTable
            label={t("list.title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            rowName={(row) => row.contact.name || row.contact.email}
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
                title={t(status || step ? "list.nothing" : "people.nobody")}
                text={t("list.emptyText")}
              />
            }
          />
        )}
      </PagesView>
    </Page>
  );
}
