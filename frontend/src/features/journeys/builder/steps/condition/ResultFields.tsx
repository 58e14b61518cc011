import { Group, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { takesValue } from "../../document/fields";
import type { FieldCondition, JourneyGraph, NodeId, Operator } from "../../document/graph";
import { resultField, resultRef } from "../../document/results";
import { earlierSteps } from "../../document/selectors";
import { useWords } from "../../useWords";
import type { StepResult } from "../definition";
import { resultsOf } from "../registry";
import type { Words } from "../words";
import { type Leaf, withOperator } from "./shape";

type Props = {
  leaf: FieldCondition;
  graph: JourneyGraph;
  /** The step that asks; null for rules of the whole journey. */
  at: NodeId | null;
  readOnly: boolean;
  onChange: (leaf: Leaf, merge?: string) => void;
};

const TEXT: Operator[] = ["eq", "ne", "contains", "is_set", "is_not_set"];
const NUMBER: Operator[] = ["eq", "ne", "gte", "lte", "is_set", "is_not_set"];
const CHOICE: Operator[] = ["eq", "ne", "is_set", "is_not_set"];

function operatorsFor(result: StepResult | undefined): Operator[] {
  if (result?.choices) return CHOICE;
  return result?.type === "number" ? NUMBER : TEXT;
}

/** Earlier steps that bring something, with what they bring. */
function bringers(graph: JourneyGraph, at: NodeId | null, words: Words) {
  return earlierSteps(graph, at).flatMap((id) => {
    const node = graph.nodes[id];
    const results = node ? resultsOf(node, words) : [];
    return results.map((result) => ({ id, result, field: resultField({ node: id, name: result.name }) }));
  });
}

export function firstResultField(graph: JourneyGraph, at: NodeId | null, words: Words): string | null {
  return bringers(graph, at, words).at(-1)?.field ?? null;
}

/** What an earlier step brought, compared with something. */
export function ResultFields({ leaf, graph, at, readOnly, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const found = bringers(graph, at, words);
  const chosen = found.find((one) => one.field === leaf.field);
  const ref = resultRef(leaf.field);
  const put = (value: unknown, merge?: string) => onChange({ ...leaf, value }, merge);
  const { result } = chosen ?? {};
  return (
    <>
      <Select
        aria-label={t("form.result")}
        value={chosen ? leaf.field : null}
        placeholder={ref ? `${ref.node}.${ref.name}` : t("form.result")}
        searchable
        disabled={readOnly}
        data={found.map((one) => ({
          value: one.field,
          label: t("condition.result", { step: words.stepName(one.id), name: one.result.label }),
        }))}
        onChange={(field) => field && onChange({ field, op: "eq", value: "" })}
      />
      <Group gap="xs" wrap="nowrap" align="start">
        <Select
          aria-label={t("form.operator")}
          value={leaf.op}
          disabled={readOnly}
          w={150}
          data={operatorsFor(result).map((op) => ({ value: op, label: t(`operator.${op}`) }))}
          onChange={(op) => op && onChange(withOperator(leaf, op as Operator))}
        />
        {takesValue(leaf.op) &&
          (result?.choices ? (
            <Select
              aria-label={t("form.value")}
              flex={1}
              disabled={readOnly}
              value={String(leaf.value ?? "") || null}
              data={result.choices}
              onChange={(value) => value && put(result.type === "flag" ? value === "true" : value)}
            />
          ) : (
            <TextInput
              aria-label={t("form.value")}
              flex={1}
              disabled={readOnly}
              type={result?.type === "number" ? "number" : "text"}
              value={String(leaf.value ?? "")}
              maxLength={500}
              onChange={(event) => put(typed(event.currentTarget.value, result), "value")}
            />
          ))}
      </Group>
    </>
  );
}

function typed(text: string, result: StepResult | undefined): string | number {
  return result?.type === "number" && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
