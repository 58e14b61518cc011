import { Anchor, Button, Group } from "@mantine/core";
import { IconArrowsDiff, IconHistory } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { WithPanel } from "@/features/moves";
import { useMay } from "@/shared/access/session";
import { formatNumber } from "@/shared/time/format";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { RollbackPanel } from "../components/RollbackPanel";
import { VersionNamePanel } from "../components/VersionNamePanel";
import type { Stats, VersionRow } from "../model";
import { journeyQuery, statsQuery, versionStatsQuery, versionsQuery } from "../queries";
import { mailTotals, shareOf } from "../versionStats";

type Line = { row: VersionRow | null; stats: Stats | undefined };
type Asking = { what: "name" | "rollback"; row: VersionRow } | null;
const helper = columnsFor<Line>();
const READ = 20;

/** Every version with its name, its people and its results, and all of them together. */
export function VersionsPage() {
  const { t } = useTranslation("journeys");
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/versions" });
  const journey = useQuery(journeyQuery(journeyId)).data;
  const versions = useQuery(versionsQuery(journeyId));
  const together = useQuery(statsQuery(journeyId)).data;
  const shown = (versions.data ?? []).slice(0, READ);
  const single = useQueries({ queries: shown.map((row) => versionStatsQuery(journeyId, row.number)) });
  const mayPublish = useMay("editJourneys") && journey?.status !== "stopped";
  const [asking, setAsking] = useState<Asking>(null);
  const columns = useColumns(journeyId, mayPublish ? setAsking : undefined);
  const lines: Line[] = [
    { row: null, stats: together },
    ...(versions.data ?? []).map((row, index) => ({ row, stats: single[index]?.data })),
  ];
  const close = () => setAsking(null);
  const panel =
    journey && asking?.what === "rollback" ? (
      <RollbackPanel key={asking.row.number} journey={journey} number={asking.row.number} onClose={close} />
    ) : asking?.what === "name" ? (
      <VersionNamePanel key={asking.row.number} journeyId={journeyId} row={asking.row} onClose={close} />
    ) : null;
  return (
    <WithPanel panel={panel}>
      <Page width="wide">
        <PageHeader
          title={t("versions.title")}
          description={t("versions.pageAbout")}
          back={{ to: `/journeys/${journeyId}`, label: journey?.name ?? "" }}
        />
        <QueryView query={versions}>
          {() => (
            <DataTable
              label={t("versions.title")}
              columns={columns}
              rows={lines}
              rowId={({ row }) => String(row?.number ?? "all")}
            />
          )}
        </QueryView>
      </Page>
    </WithPanel>
  );
}

function useColumns(journeyId: string, onAsk: ((asking: Asking) => void) | undefined) {
  const { t } = useTranslation("journeys");
  return useMemo(() => {
    const number = (id: string, header: string, value: (stats: Stats) => string) =>
      helper.accessor(({ stats }) => (stats ? value(stats) : "…"), {
        id,
        header,
        meta: { align: "right" },
      });
    const share = (kind: "opened" | "clicked" | "replied") =>
      number(kind, t(`versions.rate.${kind}`), (stats) =>
        shareOf(mailTotals(stats)[kind], mailTotals(stats).sent),
      );
    return helper.columns([
      helper.display({
        id: "version",
        header: t("list.version"),
        cell: ({ row: { original } }) =>
          original.row ? (
            <Group gap={8} miw={{ base: 0, sm: 240 }}>
              <Anchor component={Link} to={`/journeys/${journeyId}/versions/${original.row.number}`} fw={600}>
                {original.row.name || t("versions.number", { n: original.row.number })}
              </Anchor>
              {original.row.live && <StatusBadge tone="moegi">{t("versions.live")}</StatusBadge>}
              <small style={{ flexBasis: "100%", color: "var(--sumi-70)" }}>
                {original.row.name && `${t("versions.number", { n: original.row.number })} ・ `}
                <TimeText at={original.row.published_at} /> {original.row.published_by}
                {original.row.note && ` ・ ${original.row.note}`}
              </small>
            </Group>
          ) : (
            <b>{t("versions.together")}</b>
          ),
      }),
      number("aboard", t("monitor.aboard"), (stats) => formatNumber(stats.aboard)),
      number("ended", t("monitor.ended"), (stats) => formatNumber(stats.ended)),
      number("failed", t("monitor.failed"), (stats) => formatNumber(stats.failed)),
      number("sent", t("monitor.sent"), (stats) => formatNumber(mailTotals(stats).sent)),
      share("opened"),
      share("clicked"),
      share("replied"),
      helper.display({
        id: "actions",
        header: "",
        cell: ({ row: { original } }) => {
          const { row } = original;
          if (!row) return null;
          const path = `/journeys/${journeyId}/versions/${row.number}`;
          return (
            <Group gap={6} justify="flex-end" miw={200}>
              <Button
                component={Link}
                to={path}
                search={{ with: "draft" } as never}
                variant="subtle"
                size="compact-sm"
                leftSection={<IconArrowsDiff size={14} />}
              >
                {t("versions.compareDraft")}
              </Button>
              {onAsk && (
                <Button variant="default" size="compact-sm" onClick={() => onAsk({ what: "name", row })}>
                  {t("versions.rename")}
                </Button>
              )}
              {onAsk && !row.live && (
                <Button
                  variant="default"
                  size="compact-sm"
                  leftSection={<IconHistory size={14} />}
                  onClick={() => onAsk({ what: "rollback", row })}
                >
                  {t("rollback.open")}
                </Button>
              )}
            </Group>
          );
        },
      }),
    ]);
  }, [t, journeyId, onAsk]);
}
