import { Group, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { fieldType, ORDERED_STAGES, operatorsOf, STAGES, takesList, takesValue } from "../../document/fields";
import type { FieldCondition, JourneyGraph, NodeId, Operator } from "../../document/graph";
import { resultRef } from "../../document/results";
import { ListSelect } from "../fields/NamedSelect";
import { SendSelect } from "../fields/SendSelect";
import { ResultFields } from "./ResultFields";
import { type Leaf, withOperator } from "./shape";

type Props = {
  leaf: Leaf;
  graph: JourneyGraph;
  at: NodeId | null;
  readOnly: boolean;
  onChange: (leaf: Leaf, merge?: string) => void;
};

/** The few inputs one test needs: a mail, a stage, a tag, or an operator with its value. */
export function LeafFields({ leaf, graph, at, readOnly, onChange }: Props) {
  const { t } = useTranslation("journeys");
  if ("engagement" in leaf) {
    return (
      <>
        <SendSelect
          label={t("form.ofMail")}
          before={at}
          graph={graph}
          value={leaf.of}
          disabled={readOnly}
          onChange={(of) => onChange({ ...leaf, of })}
        />
        {leaf.engagement === "clicked" && (
          <TextInput
            label={t("form.link")}
            value={leaf.link ?? ""}
            placeholder="/pricing"
            maxLength={500}
            disabled={readOnly}
            onChange={(event) => onChange({ ...leaf, link: event.currentTarget.value || null }, "link")}
          />
        )}
      </>
    );
  }
  if ("stage_at_least" in leaf) {
    return (
      <Select
        aria-label={t("form.stage")}
        value={leaf.stage_at_least}
        disabled={readOnly}
        data={ORDERED_STAGES.map((stage) => ({
          value: stage,
          label: t("form.stageOrLater", { stage: t(`stage.${stage}`) }),
        }))}
        onChange={(stage) => stage && onChange({ stage_at_least: stage })}
      />
    );
  }
  if ("tag" in leaf) {
    return (
      <TextInput
        aria-label={t("form.tag")}
        placeholder={t("form.tag")}
        value={leaf.tag}
        maxLength={100}
        disabled={readOnly}
        onChange={(event) => onChange({ tag: event.currentTarget.value }, "tag")}
      />
    );
  }
  if ("in_list" in leaf) {
    return (
      <ListSelect value={leaf.in_list} disabled={readOnly} onChange={(in_list) => onChange({ in_list })} />
    );
  }
  if (resultRef(leaf.field)) {
    return <ResultFields leaf={leaf} graph={graph} at={at} readOnly={readOnly} onChange={onChange} />;
  }
  return <FieldFields leaf={leaf} readOnly={readOnly} onChange={onChange} />;
}

function FieldFields({
  leaf,
  readOnly,
  onChange,
}: Pick<Props, "readOnly" | "onChange"> & { leaf: FieldCondition }) {
  const { t } = useTranslation("journeys");
  const attribute = leaf.field.startsWith("attributes.");
  return (
    <>
      {attribute && (
        <TextInput
          label={t("form.attribute")}
          value={leaf.field.slice("attributes.".length)}
          maxLength={80}
          disabled={readOnly}
          onChange={(event) =>
            event.currentTarget.value &&
            onChange({ ...leaf, field: `attributes.${event.currentTarget.value}` }, "attribute")
          }
        />
      )}
      <Group gap="xs" wrap="nowrap" align="start">
        <Select
          aria-label={t("form.operator")}
          value={leaf.op}
          disabled={readOnly}
          w={150}
          data={operatorsOf(leaf.field).map((op) => ({ value: op, label: t(`operator.${op}`) }))}
          onChange={(op) => op && onChange(withOperator(leaf, op as Operator))}
        />
        {takesValue(leaf.op) && <ValueField leaf={leaf} readOnly={readOnly} onChange={onChange} />}
      </Group>
    </>
  );
}

const DOMAIN_CLASSES = ["corporate", "free_mail", "competitor", "own"] as const;

function ValueField({
  leaf,
  readOnly,
  onChange,
}: Pick<Props, "readOnly" | "onChange"> & { leaf: FieldCondition }) {
  const { t } = useTranslation("journeys");
  const type = fieldType(leaf.field);
  const shared = { "aria-label": t("form.value"), disabled: readOnly, flex: 1 };
  const put = (value: unknown, merge?: string) => onChange({ ...leaf, value }, merge);
  if (takesList(leaf.op)) {
    const list = Array.isArray(leaf.value) ? leaf.value.map(String) : [];
    return (
      <TagsInput
        {...shared}
        value={list}
        data={type === "stage" ? [...STAGES] : []}
        onChange={(next) => put(next)}
      />
    );
  }
  if (type === "stage" || type === "choice") {
    const data =
      type === "stage"
        ? STAGES.map((stage) => ({ value: stage as string, label: t(`stage.${stage}`) }))
        : DOMAIN_CLASSES.map((name) => ({ value: name as string, label: t(`domainClass.${name}`) }));
    return (
      <Select
        {...shared}
        value={String(leaf.value ?? "")}
        data={data}
        onChange={(next) => next && put(next)}
      />
    );
  }
  if (type === "number") {
    const value = typeof leaf.value === "number" ? leaf.value : "";
    return (
      <NumberInput
        {...shared}
        value={value}
        onChange={(next) => typeof next === "number" && put(next, "value")}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type={type === "date" ? "date" : "text"}
      value={String(leaf.value ?? "")}
      maxLength={500}
      onChange={(event) => put(event.currentTarget.value, "value")}
    />
  );
}
