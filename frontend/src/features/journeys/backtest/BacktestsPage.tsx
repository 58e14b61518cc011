import { Button, Stack } from "@mantine/core";
import { IconHistoryToggle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { listBacktests } from "@/shared/api/generated/sdk.gen";
import type { BacktestRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { formatNumber } from "@/shared/time/format";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { journeyQuery } from "../queries";
import { periodText } from "./period";
import { backtestsKey } from "./queries";
import { StartBacktest } from "./StartBacktest";

const helper = columnsFor<BacktestRow>();

/** A journey's draft tried on the past: a new trial, and the results of earlier ones. */
export function BacktestsPage() {
  const { t } = useTranslation("journeys");
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/backtests" });
  const journey = useQuery(journeyQuery(journeyId)).data;
  const mayStart = useMay("editJourneys");
  const navigate = useNavigate();
  const pages = usePages(backtestsKey(journeyId), (cursor, signal) =>
    listBacktests({ path: { journey_id: journeyId }, query: { cursor }, signal, throwOnError: true }),
  );
  const columns = useColumns();
  return (
    <Page width="wide">
      <PageHeader
        title={t("backtest.title")}
        description={t("backtest.about")}
        back={{
          to: `/journeys/${journeyId}${journey?.live_version === null ? "/edit" : ""}`,
          label: journey?.name ?? "",
        }}
      />
      {journey?.live_version === null ? (
        <EmptyState
          picture={<IconHistoryToggle size={28} />}
          title={t("backtest.unpublished")}
          text={t("backtest.unpublishedText")}
          action={
            <Button component={Link} to={`/journeys/${journeyId}/simulator`}>
              {t("crowd.open")}
            </Button>
          }
        />
      ) : (
        <Stack gap="md">
          {mayStart && journey && <StartBacktest journeyId={journeyId} />}
          <PagesView pages={pages}>
            {(rows) => (
              <DataTable
                label={t("backtest.earlier")}
                columns={columns}
                rows={rows}
                rowId={(row) => row.id}
                onOpen={(row) =>
                  void navigate({
                    to: "/journeys/$journeyId/backtests/$backtestId",
                    params: { journeyId, backtestId: row.id },
                  })
                }
                more={pages.more}
                empty={
                  <EmptyState
                    picture={<IconHistoryToggle size={28} />}
                    title={t("backtest.none")}
                    text={t("backtest.noneText")}
                  />
                }
              />
            )}
          </PagesView>
        </Stack>
      )}
    </Page>
  );
}

function useColumns() {
  const { t } = useTranslation(["journeys", "common"]);
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("created_at", {
          header: t("backtest.startedAt"),
          cell: ({ row: { original } }) => (
            <>
              <TimeText at={original.created_at} /> {original.created_by}
            </>
          ),
        }),
        helper.display({
          id: "period",
          header: t("backtest.period"),
          cell: ({ row: { original } }) => periodText(original, t),
        }),
        helper.accessor("status", {
          header: t("backtest.status"),
          cell: ({ getValue }) => t(`common:operationStatus.${getValue()}`),
        }),
        helper.accessor("done", {
          header: t("backtest.contacts"),
          meta: { align: "right" },
          cell: ({ getValue }) => formatNumber(getValue()),
        }),
        helper.accessor("differ", {
          header: t("backtest.differ"),
          meta: { align: "right" },
          cell: ({ getValue }) => formatNumber(getValue()),
        }),
      ]),
    [t],
  );
}
