import { fieldType, STAGES, takesValue } from "../document/fields";
import type { Condition, EngagementCondition, FieldCondition } from "../document/graph";
import { resultRef } from "../document/results";
import type { Words } from "./words";

const DEEP = 2;

/** A condition as a phrase: 「スコアが50以上」「『お礼』を開封した、かつ タグ「hot」がある」. */
export function conditionText(condition: Condition, words: Words, depth = 0): string {
  const { t } = words;
  if ("all" in condition) return joined(condition.all, "condition.and", words, depth);
  if ("any" in condition) return joined(condition.any, "condition.or", words, depth);
  if ("not" in condition) {
    return t("condition.not", { condition: conditionText(condition.not, words, depth + 1) });
  }
  if ("engagement" in condition) return engagementText(condition, words);
  if ("stage_at_least" in condition) {
    return t("condition.stageAtLeast", { stage: stageText(condition.stage_at_least, words) });
  }
  if ("tag" in condition) return t("condition.tag", { tag: condition.tag || t("condition.blank") });
  if ("in_list" in condition) {
    return t("condition.inList", {
      list: condition.in_list ? words.listName(condition.in_list) : t("condition.blank"),
    });
  }
  return fieldText(condition, words);
}

function joined(parts: Condition[], joiner: string, words: Words, depth: number): string {
  if (parts.length === 0) return words.t("condition.unset");
  if (depth >= DEEP) return words.t("condition.several", { count: parts.length });
  const text = parts.map((part) => conditionText(part, words, depth + 1)).join(words.t(joiner));
  return depth > 0 && parts.length > 1 ? words.t("condition.group", { text }) : text;
}

function engagementText(condition: EngagementCondition, words: Words): string {
  const mail = condition.of ? words.stepName(condition.of) : words.t("condition.blank");
  if (condition.engagement === "clicked" && condition.link) {
    return words.t("condition.engagement.clickedLink", { mail, link: condition.link });
  }
  return words.t(`condition.engagement.${condition.engagement}`, { mail });
}

function fieldText(condition: FieldCondition, words: Words): string {
  const field = factLabel(condition.field, words);
  const { t } = words;
  if (!takesValue(condition.op)) return t(`condition.op.${condition.op}`, { field });
  return t(`condition.op.${condition.op}`, { field, value: valueText(condition, words) });
}

function valueText(condition: FieldCondition, words: Words): string {
  const ref = resultRef(condition.field);
  const result = ref && words.resultName(ref.node, ref.name);
  const one = (value: unknown) =>
    result
      ? result.value(String(value ?? ""))
      : fieldType(condition.field) === "stage"
        ? stageText(String(value), words)
        : String(value ?? "");
  const text = Array.isArray(condition.value)
    ? condition.value.map(one).join(words.t("condition.list"))
    : one(condition.value);
  return text === "" ? words.t("condition.blank") : text;
}

/** A fact by name: the contact's, or what an earlier step brought (「在庫の照会」の結果コード). */
export function factLabel(field: string, words: Words): string {
  const ref = resultRef(field);
  if (!ref) return fieldLabel(field, words);
  const name = words.resultName(ref.node, ref.name)?.label ?? ref.name;
  return words.t("condition.result", { step: words.stepName(ref.node), name });
}

export function fieldLabel(field: string, { t }: Pick<Words, "t">): string {
  if (field.startsWith("attributes.")) return field.slice("attributes.".length);
  const key = `field.${field.replace(".", "_")}`;
  const label = t(key);
  return label === key ? field : label;
}

export function stageText(stage: string, { t }: Pick<Words, "t">): string {
  return (STAGES as readonly string[]).includes(stage) ? t(`stage.${stage}`) : stage;
}
