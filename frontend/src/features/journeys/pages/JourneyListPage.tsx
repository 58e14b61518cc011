import { Anchor, Button, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconPlus, IconRoute, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Notice } from "@/shared/ui/Notice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import type { JourneyKind } from "../builder/document/graph";
import { JourneyStatusBadge } from "../components/JourneyStatusBadge";
import type { JourneyRow, JourneyStatus } from "../model";
import { journeysQuery } from "../queries";

const helper = columnsFor<JourneyRow>();
const STATUSES: readonly JourneyStatus[] = ["draft", "running", "paused", "draining", "stopped"];
const KINDS: readonly JourneyKind[] = ["nurture", "reengagement", "sequence"];

export function JourneyListPage() {
  const { t } = useTranslation(["journeys", "common"]);
  const { kind } = useSearch({ from: "/console/journeys" });
  const navigate = useNavigate();
  const canEdit = useMay("editJourneys");
  const journeys = useQuery(journeysQuery);
  const [text, setText] = useState("");
  const [status, setStatus] = useState<JourneyStatus | null>(null);
  const columns = useColumns();
  const title = t(kind === "sequence" ? "list.sequences" : "list.title");
  const create = canEdit && (
    <Button component={Link} to="/journeys/new" leftSection={<IconPlus size={16} />}>
      {t("list.create")}
    </Button>
  );
  const shown = (rows: JourneyRow[]) =>
    rows.filter(
      (row) =>
        (!kind || row.kind === kind) &&
        (!status || row.status === status) &&
        row.name.toLowerCase().includes(text.trim().toLowerCase()),
    );
  return (
    <Page>
      <PageHeader title={title} description={t("list.about")} actions={create} />
      <Group mb="sm" gap="sm">
        <TextInput
          w={280}
          aria-label={t("list.search")}
          placeholder={t("list.search")}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t("list.kind")}
          value={kind ?? "all"}
          data={[
            { value: "all", label: t("list.all") },
            ...KINDS.map((name) => ({ value: name as string, label: t(`common:journeyKind.${name}`) })),
          ]}
          onChange={(next) =>
            void navigate({ to: "/journeys", search: next === "all" ? {} : { kind: next as JourneyKind } })
          }
        />
        <Select
          w={170}
          aria-label={t("list.status")}
          value={status ?? "all"}
          data={[
            { value: "all", label: t("list.anyStatus") },
            ...STATUSES.map((name) => ({ value: name as string, label: t(`common:journeyStatus.${name}`) })),
          ]}
          onChange={(next) => setStatus(next === "all" ? null : (next as JourneyStatus))}
        />
      </Group>
      <QueryView query={journeys}>
        {(rows) => (
          <>
            {status !== "paused" && <PausedNotice rows={rows} onShow={() => setStatus("paused")} />}
            <DataTable
              label={title}
              columns={columns}
              rows={shown(rows)}
              rowId={(row) => row.id}
              rowName={(row) => row.name}
              onOpen={(row) => void navigate({ to: pathOf(row), params: { journeyId: row.id } })}
              empty={
                rows.length === 0 ? (
                  <EmptyState
                    picture={<IconRoute size={28} />}
                    title={t("list.empty")}
                    text={t("list.emptyText")}
                    action={create}
                  />
                ) : (
                  <EmptyState
                    picture={<IconSearch size={28} />}
                    title={t("list.nothing")}
                    text={t("list.nothingText")}
                  />
                )
              }
            />
          </>
        )}
      </QueryView>
    </Page>
  );
}

/** A held journey is easily forgotten: it is said above the list, with how many wait. */
function PausedNotice({ rows, onShow }: { rows: readonly JourneyRow[]; onShow: () => void }) {
  const { t } = useTranslation("journeys");
  const paused = rows.filter((row) => row.status === "paused");
  if (paused.length === 0) return null;
  const people = paused.reduce((sum, row) => sum + row.aboard, 0);
  return (
    <Notice tone="warning">
      <Group justify="space-between" gap="sm">
        {t("list.paused", { count: paused.length, people })}
        <Button variant="default" size="compact-sm" onClick={onShow}>
          {t("list.showPaused")}
        </Button>
      </Group>
    </Notice>
  );
}

/** How many are on the way, and the way to those whom somebody paused. */
function Aboard({ row }: { row: JourneyRow }) {
  const { t } = useTranslation(["journeys", "common"]);
  return (
    <>
      {t("common:count.people", { count: row.aboard })}
      {row.paused > 0 && (
        <Anchor
          component={Link}
          to={`/journeys/${row.id}/enrollments`}
          search={{ status: "paused" } as never}
          display="block"
          size="xs"
          c="var(--yamabuki-ink)"
          onClick={(event) => event.stopPropagation()}
        >
          {t("list.pausedPeople", { count: row.paused })}
        </Anchor>
      )}
    </>
  );
}

/** A journey that was never published has nothing to watch: it opens where it is drawn. */
const pathOf = (row: JourneyRow) =>
  row.live_version === null ? ("/journeys/$journeyId/edit" as const) : ("/journeys/$journeyId" as const);

function useColumns() {
  const { t } = useTranslation(["journeys", "common"]);
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("name", {
          header: t("list.name"),
          cell: ({ row }) => (
            <Anchor
              component={Link}
              to={pathOf(row.original).replace("$journeyId", row.original.id)}
              tabIndex={-1}
              inherit
            >
              {row.original.name}
            </Anchor>
          ),
        }),
        helper.accessor("kind", {
          header: t("list.kind"),
          cell: ({ getValue }) => t(`common:journeyKind.${getValue()}`),
        }),
        helper.accessor("status", {
          header: t("list.status"),
          cell: ({ row }) => (
            <Group gap={6}>
              <JourneyStatusBadge status={row.original.status} />
              {row.original.draft_dirty && row.original.live_version !== null && (
                <StatusBadge>{t("list.dirty")}</StatusBadge>
              )}
            </Group>
          ),
        }),
        helper.accessor("live_version", {
          header: t("list.version"),
          meta: { align: "right" },
          cell: ({ getValue }) => getValue() ?? "–",
        }),
        helper.accessor("aboard", {
          header: t("list.aboard"),
          meta: { align: "right" },
          cell: ({ row }) => <Aboard row={row.original} />,
        }),
        helper.accessor("updated_at", {
          header: t("list.updated"),
          cell: ({ getValue }) => (
            <span style={{ whiteSpace: "nowrap" }}>
              <TimeText at={getValue()} />
            </span>
          ),
        }),
      ]),
    [t],
  );
}
