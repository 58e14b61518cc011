import { Anchor, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CancelOperation } from "@/features/operations";
import type { BacktestView } from "@/shared/api/generated/types.gen";
import { Notice } from "@/shared/ui/Notice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { diffGraphs, isSame } from "../builder/document/diff";
import type { JourneyGraph } from "../builder/document/graph";
import { journeyQuery } from "../queries";
import { BacktestPicture } from "./BacktestPicture";
import { BacktestStanding } from "./BacktestStanding";
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
  const now = useQuery(journeyQuery(journeyId)).data?.draft;
  const isOld = view.version === null && now !== undefined && !isSame(diffGraphs(graph, now));
  const choose = (id: string | null) =>
    void navigate({ search: id ? { person: id } : {}, replace: true, resetScroll: false });
  return (
    <Stack gap="md">
      <BacktestStanding journeyId={journeyId} view={view} />
      {isOld && (
        <Notice>
          {t("backtest.old")}{" "}
          <Anchor component={Link} to={`/journeys/${journeyId}/backtests`} size="sm">
            {t("backtest.again")}
          </Anchor>
        </Notice>
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
