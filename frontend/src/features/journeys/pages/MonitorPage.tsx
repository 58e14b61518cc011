import { Anchor, Button, Group, SegmentedControl, Title } from "@mantine/core";
import { IconChevronLeft, IconPencil, IconUserPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { EnrollPanel, PeoplePanel } from "@/features/enrollments";
import { FailureWaves, type Wave, WaveRetry } from "@/features/moves";
import { useMay } from "@/shared/access/session";
import { useServerEvents } from "@/shared/api/use-server-events";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import { Outline } from "../builder/Outline";
import { VersionsPanel } from "../builder/panels/VersionsPanel";
import { nameOf } from "../builder/steps/registry";
import { useWords } from "../builder/useWords";
import { ControlPanel, type Verb } from "../components/ControlPanel";
import { GoalFigure } from "../components/GoalFigure";
import { HeldBanner } from "../components/HeldBanner";
import { JourneyControls } from "../components/JourneyControls";
import { JourneyStatusBadge } from "../components/JourneyStatusBadge";
import { PausedFigure } from "../components/PausedFigure";
import { StepReactions } from "../components/StepReactions";
import { Totals } from "../components/Totals";
import type { Journey, Stats } from "../model";
import { journeyKeys, journeyQuery, statsQuery, versionQuery } from "../queries";

const NOBODY: Stats = { aboard: 0, waiting: 0, ended: 0, failed: 0, nodes: {} };

/** The journey as it runs: the same picture with live numbers, and the people behind every number. */
export function MonitorPage() {
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId" });
  // Somebody else may pause or publish it meanwhile.
  const journey = useQuery({ ...journeyQuery(journeyId), refetchInterval: 15_000 });
  return (
    <QueryView query={journey}>
      {(data) =>
        data.live_version === null ? (
          <Navigate to="/journeys/$journeyId/edit" params={{ journeyId }} replace />
        ) : (
          <Monitor journey={data} version={data.live_version} />
        )
      }
    </QueryView>
  );
}

function Monitor({ journey, version }: { journey: Journey; version: number }) {
  const { t } = useTranslation("journeys");
  const { step, enroll, ask } = useSearch({ from: "/console/journeys/$journeyId" });
  const navigate = useNavigate({ from: "/journeys/$journeyId" });
  const canControl = useMay("controlJourneys");
  const canEnroll = useMay("enroll");
  const canEdit = useMay("editJourneys");
  const [view, setView] = useState<"canvas" | "outline">("canvas");
  const [panel, setPanel] = useState<"people" | "enroll" | "versions" | Verb>(
    enroll && canEnroll ? "enroll" : ask && canControl && journey.status === "paused" ? ask : "people",
  );
  const [wave, setWave] = useState<Wave | null>(null);
  const toPeople = () => {
    setWave(null);
    setPanel("people");
  };
  const live = useQuery(versionQuery(journey.id, version));
  const stats = useLiveStats(journey.id);
  const graph = live.data?.graph ?? null;
  const words = useWords(graph);
  useEffect(() => {
    document.title = `${journey.name} · Tabiji`;
  }, [journey.name]);
  const choose = (id: string | null) => {
    toPeople();
    void navigate({ search: id ? { step: id } : {}, replace: true });
  };
  const restore = (number: number) =>
    void navigate({
      to: "/journeys/$journeyId/edit",
      params: { journeyId: journey.id },
      search: { restore: number },
    });
  const node = step && graph ? graph.nodes[step] : undefined;
  return (
    <div className={css.builder}>
      <div className={css.bar}>
        <Group gap="xs" wrap="nowrap" className={css.barName}>
          <Anchor component={Link} to="/journeys" aria-label={t("builder.toList")}>
            <IconChevronLeft size={18} />
          </Anchor>
          <Title order={1} className={css.title} title={journey.name}>
            {journey.name}
          </Title>
          <JourneyStatusBadge status={journey.status} />
        </Group>
        <Group gap={6} wrap="nowrap">
          <SegmentedControl
            size="xs"
            value={view}
            aria-label={t("builder.view")}
            data={[
              { value: "canvas", label: t("builder.canvas") },
              { value: "outline", label: t("builder.outline") },
            ]}
            onChange={(next) => setView(next as "canvas" | "outline")}
          />
          <Button variant="subtle" color="gray" size="xs" onClick={() => setPanel("versions")}>
            {t("versions.number", { n: version })}
          </Button>
          {canEdit && journey.status !== "stopped" && (
            <Button
              component={Link}
              to={`/journeys/${journey.id}/edit`}
              variant="default"
              size="xs"
              leftSection={<IconPencil size={14} />}
            >
              {t(journey.draft_dirty ? "monitor.editDirty" : "monitor.edit")}
            </Button>
          )}
          {canControl && <JourneyControls journey={journey} onAsk={setPanel} />}
          {canEnroll && journey.status !== "stopped" && !journey.drains && (
            <Button
              size="xs"
              variant={journey.status === "paused" ? "default" : "filled"}
              leftSection={<IconUserPlus size={14} />}
              onClick={() => setPanel("enroll")}
            >
              {t("monitor.enroll")}
            </Button>
          )}
        </Group>
      </div>
      <HeldBanner journey={journey} {...(stats === NOBODY ? {} : { aboard: stats.aboard })} />
      <div className={css.work}>
        <section className={css.picture} aria-label={t("canvas.region")}>
          <QueryView query={live}>
            {(data) =>
              view === "canvas" ? (
                <JourneyCanvas
                  graph={data.graph}
                  words={words}
                  counts={stats.nodes}
                  selection={step ? [step] : []}
                  onSelect={(id) => choose(id)}
                  onClear={() => choose(null)}
                />
              ) : (
                <Outline
                  graph={data.graph}
                  words={words}
                  counts={stats.nodes}
                  selection={step ? [step] : []}
                  onSelect={(id) => choose(id)}
                />
              )
            }
          </QueryView>
        </section>
        {panel === "enroll" && <EnrollPanel journeyId={journey.id} onClose={toPeople} />}
        {panel === "versions" && (
          <VersionsPanel
            journeyId={journey.id}
            onClose={toPeople}
            {...(canEdit && journey.status !== "stopped" ? { onRestore: restore } : {})}
          />
        )}
        {(panel === "pause" ||
          panel === "resume" ||
          panel === "drain" ||
          panel === "stop" ||
          panel === "archive") && <ControlPanel journey={journey} verb={panel} onClose={toPeople} />}
        {wave && step && graph && (
          <WaveRetry
            journeyId={journey.id}
            node={step}
            wave={wave}
            graph={graph}
            stepName={words.stepName}
            onClose={toPeople}
          />
        )}
        {panel === "people" && !wave && graph && (
          <PeoplePanel
            key={step ?? "all"}
            journeyId={journey.id}
            node={step ?? null}
            title={node ? nameOf(node, words) : t("monitor.everybody")}
            stepName={words.stepName}
            live={stats}
            onClose={step ? () => choose(null) : null}
          >
            {(status, setStatus) => (
              <>
                {!step && <Totals stats={stats} status={status} onChoose={setStatus} />}
                <PausedFigure
                  journeyId={journey.id}
                  step={step ?? null}
                  count={(step ? stats.nodes[step]?.paused : stats.paused) ?? 0}
                />
                {!step && graph.goal && (
                  <GoalFigure journeyId={journey.id} goal={graph.goal.title} stats={stats} />
                )}
                {step && node?.type === "send_email" && <StepReactions counts={stats.nodes[step] ?? {}} />}
                {step && (stats.nodes[step]?.failed ?? 0) > 0 && (
                  <FailureWaves
                    journeyId={journey.id}
                    node={step}
                    words={words}
                    {...(canControl ? { onRetry: setWave } : {})}
                  />
                )}
              </>
            )}
          </PeoplePanel>
        )}
      </div>
    </div>
  );
}

/** Counts now and as they change; read again now and then in case the stream is cut. */
function useLiveStats(journeyId: string): Stats {
  const client = useQueryClient();
  const stats = useQuery({ ...statsQuery(journeyId), refetchInterval: 30_000 });
  useServerEvents(
    {
      stats: (data) => {
        if (data && typeof data === "object" && "nodes" in data) {
          client.setQueryData(journeyKeys.stats(journeyId), data as Stats);
        }
      },
    },
    { journey: journeyId },
  );
  return stats.data ?? NOBODY;
}
