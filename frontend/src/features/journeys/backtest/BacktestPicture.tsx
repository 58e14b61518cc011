import { SegmentedControl } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { Section } from "@/shared/ui/Section";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import type { Caption } from "../builder/canvas/picture";
import { diffGraphs } from "../builder/document/diff";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import css from "./backtest.module.css";
import { StepList } from "./StepList";
import { differs, onPicture, type SideName, type StepLine, sideOf, stepLines } from "./sides";
import type { Naming } from "./useNaming";

type Props = {
  counts: BacktestCounts;
  graph: JourneyGraph;
  live: JourneyGraph | null;
  liveVersion: number | null;
  naming: Naming;
};

/** Both sides' numbers, step by step: on the picture of either, and as a list that leads to it. */
export function BacktestPicture({ counts, graph, live, liveVersion, naming }: Props) {
  const { t } = useTranslation("journeys");
  const [side, setSide] = useState<SideName>("draft");
  const [chosen, setChosen] = useState<NodeId | null>(null);
  const picture = useRef<HTMLDivElement>(null);
  const drawn = side === "live" && live ? live : graph;
  const words = useWords(drawn);
  const lines = useMemo(() => stepLines(counts, graph, live), [counts, graph, live]);
  const marks = useMemo(() => live && diffGraphs(live, graph).nodes, [live, graph]);
  const seen = useMemo(() => onPicture(counts[side]), [counts, side]);
  const captions = useCaptions(lines);
  const names: Record<SideName, string> = {
    draft: t("backtest.draft"),
    live: t("backtest.liveVersion", { n: liveVersion ?? 0 }),
  };
  const show = (id: NodeId) => {
    const there = sideOf(id, side, { draft: graph, live });
    if (!there) return;
    setSide(there);
    setChosen(id);
    picture.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Section flush title={t("backtest.picture")} description={t("backtest.pictureAbout")}>
      <div className={css.work}>
        <div ref={picture} className={css.side}>
          {live && (
            <div className={css.bar}>
              <SegmentedControl
                size="xs"
                aria-label={t("backtest.side")}
                value={side}
                data={(["draft", "live"] as const).map((value) => ({ value, label: names[value] }))}
                onChange={(value) => setSide(value as SideName)}
              />
            </div>
          )}
          <div className={css.picture}>
            <JourneyCanvas
              key={side}
              graph={drawn}
              words={words}
              counts={seen}
              captions={captions}
              {...(marks ? { marks } : {})}
              inPage
              selection={chosen && drawn.nodes[chosen] ? [chosen] : []}
              onSelect={setChosen}
              onClear={() => setChosen(null)}
            />
          </div>
        </div>
        <StepList lines={lines} naming={naming} chosen={chosen} onChoose={show} />
      </div>
    </Section>
  );
}

/** Both counts on each card; one where only one side has the step. */
function useCaptions(lines: readonly StepLine[]): Readonly<Record<NodeId, Caption>> {
  const { t } = useTranslation("journeys");
  return useMemo(
    () =>
      Object.fromEntries(
        lines.map((line) => {
          const numbers = { live: line.live.entered, draft: line.draft.entered };
          const text =
            line.only === "draft" || line.only === "live"
              ? t(`backtest.pill.${line.only}`, numbers)
              : t(differs(line) ? "backtest.pill.both" : "backtest.pill.same", numbers);
          return [line.id, { text, strong: differs(line) }];
        }),
      ),
    [lines, t],
  );
}
