import { Button, Select } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import { diffGraphs, type NodeChange } from "../builder/document/diff";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { ChangeList } from "../builder/panels/ChangeList";
import { PanelFrame } from "../builder/panels/PanelFrame";
import { useWords } from "../builder/useWords";
import type { Version } from "../model";
import { journeyQuery, versionQuery, versionsQuery } from "../queries";
import own from "./compare.module.css";

type Other = "draft" | number;
type Props = {
  journeyId: string;
  version: Version;
  other: Other;
  onChange: (other: Other | null) => void;
};
type Side = { name: string; graph: JourneyGraph };

/** A version beside another one or the draft, the older at the left; what differs is marked in both and listed. */
export function VersionCompare({ journeyId, version, other, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const versions = useQuery(versionsQuery(journeyId)).data ?? [];
  const journey = useQuery(journeyQuery(journeyId));
  const second = useQuery({
    ...versionQuery(journeyId, other === "draft" ? version.number : other),
    enabled: other !== "draft",
  });
  const [chosen, setChosen] = useState<NodeId | null>(null);
  const here: Side = { name: t("versions.number", { n: version.number }), graph: version.graph };
  const there = other === "draft" ? journey.data?.draft : second.data?.graph;
  const name = other === "draft" ? t("compare.draft") : t("versions.number", { n: other });
  const choices = versions.filter((row) => row.number !== version.number);
  const isOlder = other !== "draft" && other < version.number;
  return (
    <div className={css.work}>
      {there ? (
        <Pair
          before={isOlder ? { name, graph: there } : here}
          after={isOlder ? here : { name, graph: there }}
          chosen={chosen}
          onChoose={setChosen}
        />
      ) : (
        <div className={own.pair}>
          <Missing query={other === "draft" ? journey : second} />
        </div>
      )}
      <PanelFrame title={t("compare.title")} about={t("compare.about")} onClose={() => onChange(null)} inline>
        <Select
          label={t("compare.with")}
          value={String(other)}
          data={[
            { value: "draft", label: t("compare.draft") },
            ...choices.map((row) => ({
              value: String(row.number),
              label: t(row.live ? "compare.live" : "versions.number", { n: row.number }),
            })),
          ]}
          onChange={(value) => value && onChange(value === "draft" ? "draft" : Number(value))}
        />
        {there && (
          <ChangeList
            before={isOlder ? there : version.graph}
            after={isOlder ? version.graph : there}
            title={t("compare.changes")}
            none={t("compare.same")}
            chosen={chosen}
            onChoose={setChosen}
          />
        )}
        <Button variant="default" onClick={() => onChange(null)}>
          {t("compare.end")}
        </Button>
      </PanelFrame>
    </div>
  );
}

function Missing({ query }: { query: UseQueryResult<unknown> }) {
  return <QueryView query={query}>{() => null}</QueryView>;
}

type PairProps = {
  before: Side;
  after: Side;
  chosen: NodeId | null;
  onChoose: (id: NodeId | null) => void;
};

function Pair({ before, after, chosen, onChoose }: PairProps) {
  const marks = useMemo(() => diffGraphs(before.graph, after.graph).nodes, [before.graph, after.graph]);
  return (
    <div className={own.pair}>
      {[before, after].map((side) => (
        <Picture key={side.name} side={side} marks={marks} chosen={chosen} onChoose={onChoose} />
      ))}
    </div>
  );
}

type PictureProps = Omit<PairProps, "before" | "after"> & {
  side: Side;
  marks: ReadonlyMap<NodeId, NodeChange>;
};

function Picture({ side, marks, chosen, onChoose }: PictureProps) {
  const words = useWords(side.graph);
  return (
    <section className={own.side} aria-label={side.name}>
      <h2 className={own.name}>{side.name}</h2>
      <JourneyCanvas
        graph={side.graph}
        words={words}
        marks={marks}
        minimap={false}
        whole
        selection={chosen && side.graph.nodes[chosen] ? [chosen] : []}
        onSelect={onChoose}
        onClear={() => onChoose(null)}
      />
    </section>
  );
}
