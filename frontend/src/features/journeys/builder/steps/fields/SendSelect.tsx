import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../../document/graph";
import { earlierSends } from "../../document/selectors";
import { useWords } from "../../useWords";

type Props = {
  label: string;
  /** The step that looks back; only mails before it can have been reacted to. */
  before: NodeId | null;
  graph: JourneyGraph;
  value: NodeId;
  disabled?: boolean;
  onChange: (value: NodeId) => void;
};

/** Chooses a mail sent earlier on the way. */
export function SendSelect({ label, before, graph, value, disabled, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const sends = before
    ? earlierSends(graph, before)
    : Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.type === "send_email");
  const known = sends.includes(value);
  return (
    <Select
      label={label}
      value={known ? value : null}
      placeholder={t("form.chooseMail")}
      error={known || sends.length > 0 ? undefined : t("form.noMailBefore")}
      disabled={disabled}
      data={sends.map((id) => ({ value: id, label: words.stepName(id) }))}
      onChange={(next) => next && onChange(next)}
    />
  );
}
