import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { readingOrder } from "../builder/document/selectors";
import { nameOf } from "../builder/steps/registry";
import { useWords } from "../builder/useWords";

type Props = {
  label: string;
  graph: JourneyGraph;
  value: NodeId | null;
  onChange: (value: NodeId | null) => void;
  /** Left out: where they are already. */
  except?: NodeId;
  size?: "xs" | "sm";
  hideLabel?: boolean;
};

/** Chooses one step of a journey, in the order somebody walks through it. */
export function StepSelect({ label, graph, value, onChange, except, size = "sm", hideLabel }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const names = readingOrder(graph)
    .filter((id) => id !== except)
    .map((id, index) => ({
      id,
      number: index + 1,
      name: graph.nodes[id] ? nameOf(graph.nodes[id], words) : id,
    }));
  return (
    <Select
      {...(hideLabel ? { "aria-label": label } : { label })}
      size={size}
      searchable
      placeholder={t("form.chooseStep")}
      value={value && graph.nodes[value] ? value : null}
      data={names.map(({ id, number, name }) => ({ value: id, label: `${number}. ${name}` }))}
      onChange={onChange}
    />
  );
}
