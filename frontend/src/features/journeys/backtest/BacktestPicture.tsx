import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import { Section } from "@/shared/ui/Section";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import type { JourneyGraph } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import css from "./backtest.module.css";
import { onPicture, type SideName } from "./sides";

type Props = {
  counts: BacktestCounts;
  graph: JourneyGraph;
  live: JourneyGraph | null;
  liveVersion: number | null;
};

/** The numbers of one side on its own picture. */
export function BacktestPicture({ counts, graph, live, liveVersion }: Props) {
  const { t } = useTranslation("journeys");
  const [side, setSide] = useState<SideName>("draft");
  const drawn = side === "live" && live ? live : graph;
  const words = useWords(drawn);
  const names: Record<SideName, string> = {
    draft: t("backtest.draft"),
    live: t("backtest.liveVersion", { n: liveVersion ?? 0 }),
  };
  return (
    <Section
      flush
      title={t("backtest.picture")}
      actions={
        live && (
          <SegmentedControl
            size="xs"
            aria-label={t("backtest.side")}
            value={side}
            data={(["draft", "live"] as const).map((value) => ({ value, label: names[value] }))}
            onChange={(value) => setSide(value as SideName)}
          />
        )
      }
    >
      <div className={css.picture}>
        <JourneyCanvas
          key={side}
          graph={drawn}
          words={words}
          counts={onPicture(counts[side])}
          minimap={false}
          whole
        />
      </div>
    </Section>
  );
}
