import { Alert, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CancelOperation, isOver, OperationProgress } from "@/features/operations";
import type { BacktestView } from "@/shared/api/generated/types.gen";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import type { JourneyGraph } from "../builder/document/graph";
import { journeyQuery } from "../queries";
import { BacktestPicture } from "./BacktestPicture";
import { BacktestTotals } from "./BacktestTotals";
import { EndTable } from "./EndTable";
import { ExampleFilm } from "./ExampleFilm";
import { Examples } from "./Examples";
import { Partings } from "./Partings";
import { periodText } from "./period";
import { useBacktest } from "./queries";
import { useNaming } from "./useNaming";

const FROM = "/console/journeys/$journeyId/backtests/$backtestId";

/** What a draft would have made of past contacts, beside what really became of them. */
export function BacktestPage() {
  const { t } = useTranslation("journeys");
  const { journeyId, backtestId } = useParams({ from: FROM });
  const journey = useQuery(journeyQuery(journeyId)).data;
  const backtest = useBacktest(journeyId, backtestId);
  const shown = backtest.data;
  return (
    <Page width="wide">
      <PageHeader
        title={journey ? t("backtest.of", { name: journey.name }) : t("backtest.title")}
        back={{ to: `/journeys/${journeyId}/backtests`, label: t("backtest.title") }}
        description={shown && periodText(shown, t)}
        actions={shown && <CancelOperation operation={shown.operation} />}
      />
      <QueryView query={backtest}>{(data) => <Result journeyId={journeyId} view={data} />}</QueryView>
    </Page>
  );
}

function Result({ journeyId, view }: { journeyId: string; view: BacktestView }) {
  const { t } = useTranslation("journeys");
  const { person } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/journeys/$journeyId/backtests/$backtestId" });
  const { operation, counts } = view;
  const graph = view.graph as unknown as JourneyGraph;
  const live = view.live_graph as unknown as JourneyGraph | null;
  const naming = useNaming(graph, live);
  const over = isOver(operation);
  if (over && operation.done === 0 && operation.status === "done") {
    return <EmptyState title={t("backtest.nobody")} text={t("backtest.nobodyText")} />;
  }
  const choose = (id: string | null) =>
    void navigate({ search: id ? { person: id } : {}, replace: true, resetScroll: false });
  return (
    <Stack gap="md">
      {(!over || operation.status !== "done") && (
        <Section title={t("backtest.progress")}>
          <OperationProgress operation={operation} />
          {operation.status === "cancelled" && (
            <Alert mt="sm" color="yamabuki">
              {t("backtest.cancelled")}
            </Alert>
          )}
        </Section>
      )}
      {counts.contacts > 0 && (
        <>
          <BacktestTotals counts={counts} />
          <BacktestPicture
            counts={counts}
            graph={graph}
            live={live}
            liveVersion={view.live_version}
            naming={naming}
          />
          <Group align="stretch" gap="md" grow preventGrowOverflow={false}>
            <Partings parted={counts.parted} naming={naming} />
            <EndTable counts={counts} naming={naming} />
          </Group>
          <Examples people={view.people} naming={naming} onChoose={choose} />
          {person && (
            <ExampleFilm
              key={person}
              journeyId={journeyId}
              backtestId={operation.id}
              enrollmentId={person}
              graph={graph}
              live={live}
              onClose={() => choose(null)}
            />
          )}
        </>
      )}
    </Stack>
  );
}
