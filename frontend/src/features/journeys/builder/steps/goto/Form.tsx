import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readingOrder } from "../../document/selectors";
import { useWords } from "../../useWords";
import type { StepFormProps } from "../definition";
import { nameOf } from "../registry";

export function GotoForm({ id, node, graph, readOnly, onChange }: StepFormProps<"goto">) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const targets = readingOrder(graph).filter((other) => other !== id && graph.nodes[other]?.type !== "exit");
  return (
    <>
      <Select
        label={t("form.gotoTarget")}
        placeholder={t("form.chooseStep")}
        value={node.next.again ?? null}
        disabled={readOnly}
        searchable
        data={targets.map((other) => {
          const target = graph.nodes[other];
          return { value: other, label: target ? nameOf(target, words) : other };
        })}
        onChange={(next) => next && onChange({ ...node, next: { ...node.next, again: next } })}
      />
      <NumberInput
        label={t("form.maxVisits")}
        description={t("form.maxVisitsHelp")}
        value={node.max_visits}
        min={1}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={readOnly}
        w={140}
        onChange={(value) =>
          typeof value === "number" && value >= 1 && onChange({ ...node, max_visits: value }, "max_visits")
        }
      />
    </>
  );
}
