import { fieldType, STAGES, takesValue } from "../document/fields";
import type { Condition, EngagementCondition, FieldCondition } from "../document/graph";
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
  const field = fieldLabel(condition.field, words);
  const { t } = words;
  if (!takesValue(condition.op)) return t(`condition.op.${condition.op}`, { field });
  return t(`condition.op.${condition.op}`, { field, value: valueText(condition, words) });
}

function valueText(condition: FieldCondition, words: Words): string {
  const one = (value: unknown) =>
    fieldType(condition.field) === "stage" ? stageText(String(value), words) : String(value ?? "");
  const text = Array.isArray(condition.value)
    ? condition.value.map(one).join(words.t("condition.list"))
    : one(condition.value);
  return text === "" ? words.t("condition.blank") : text;
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
