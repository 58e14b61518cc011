import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRunningOperations } from "@/features/operations";
import { TodayTasks } from "@/features/tasks";
import { getHomeOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { Home } from "@/shared/api/generated/types.gen";
import { formatDate } from "@/shared/time/format";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Attention } from "../components/Attention";
import { FirstSteps } from "../components/FirstSteps";
import { RunningJourneys } from "../components/RunningJourneys";
import { RunningWork } from "../components/RunningWork";

/** Today: what needs a person first, then what runs by itself. An empty system shows the first steps. */
export function HomePage() {
  const { t } = useTranslation("home");
  const query = useQuery({ ...getHomeOptions(), refetchInterval: 15_000 });
  return (
    <Page>
      <PageHeader title={t("title")} description={formatDate(new Date().toISOString())} />
      <QueryView query={query}>{(home) => <Today home={home} />}</QueryView>
    </Page>
  );
}

function Today({ home }: { home: Home }) {
  const running = useRunningOperations().data ?? home.running_operations;
  const beginning = Object.values(home.first_steps).some((done) => !done);
  return (
    <Stack gap="lg">
      {beginning && <FirstSteps steps={home.first_steps} />}
      {!(beginning && home.journeys.length === 0) && <Attention attention={home.attention} />}
      <TodayTasks />
      {running.length > 0 && <RunningWork operations={running} />}
      {home.journeys.length > 0 && <RunningJourneys journeys={home.journeys} />}
    </Stack>
  );
}
