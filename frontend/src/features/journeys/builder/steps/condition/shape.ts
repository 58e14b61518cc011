import { FIELDS, operatorsOf, takesList, takesValue } from "../../document/fields";
import type { Condition, EngagementKind, NodeId, Operator } from "../../document/graph";
import { resultRef } from "../../document/results";

export type Leaf = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;
/** A leaf and whether it is turned round. */
export type Test = { negated: boolean; leaf: Leaf };
export type Row = Test | { group: Condition };
export type Joiner = "all" | "any";

/** A condition as the editor shows it: one joiner and its rows. A single test is a group of one. */
export function rowsOf(condition: Condition): { joiner: Joiner; rows: Row[] } {
  if ("all" in condition) return { joiner: "all", rows: condition.all.map(rowOf) };
  if ("any" in condition) return { joiner: "any", rows: condition.any.map(rowOf) };
  return { joiner: "all", rows: [rowOf(condition)] };
}

function rowOf(condition: Condition): Row {
  if ("all" in condition || "any" in condition) return { group: condition };
  if ("not" in condition)
    return isLeaf(condition.not) ? { negated: true, leaf: condition.not } : { group: condition };
  return { negated: false, leaf: condition };
}

export function isLeaf(condition: Condition): condition is Leaf {
  return !("all" in condition || "any" in condition || "not" in condition);
}

/** Back to the document: a single row needs no group around it. */
export function conditionOf(joiner: Joiner, rows: Row[]): Condition {
  const parts = rows.map((row): Condition => {
    if ("group" in row) return row.group;
    return row.negated ? { not: row.leaf } : row.leaf;
  });
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return joiner === "all" ? { all: parts } : { any: parts };
}

/** What a row looks at, as one choice: `field:score`, `engagement:opened`, `stage_at_least`, `tag`, `in_list`, `result`, `attribute`. */
export function subjectOf(leaf: Leaf): string {
  if ("engagement" in leaf) return `engagement:${leaf.engagement}`;
  if ("stage_at_least" in leaf) return "stage_at_least";
  if ("tag" in leaf) return "tag";
  if ("in_list" in leaf) return "in_list";
  if (resultRef(leaf.field)) return "result";
  return leaf.field.startsWith("attributes.") ? "attribute" : `field:${leaf.field}`;
}

export const SUBJECTS = {
  engagement: ["opened", "clicked", "replied", "bounced", "sent"].map((kind) => `engagement:${kind}`),
  contact: [
    "stage_at_least",
    "tag",
    "in_list",
    ...Object.keys(FIELDS).map((field) => `field:${field}`),
    "attribute",
  ],
};

/** A new row for a choice, keeping what still fits of the old one. */
export function startLeaf(subject: string, old: Leaf | null, nearestSend: NodeId | null): Leaf {
  const [kind, name = ""] = subject.split(":");
  if (kind === "engagement") {
    const of = old && "engagement" in old ? old.of : (nearestSend ?? "mail1");
    return { engagement: name as EngagementKind | "sent", of };
  }
  if (kind === "stage_at_least") return { stage_at_least: "mql" };
  if (kind === "tag") return { tag: "" };
  if (kind === "in_list") return { in_list: "" };
  if (kind === "result") return { field: name, op: "eq", value: "" };
  if (kind === "attribute") return { field: "attributes.memo", op: "eq", value: "" };
  return startField(name);
}

function startField(field: string): Leaf {
  const op = operatorsOf(field)[0] ?? "eq";
  return { field, op, value: startValue(field, op) };
}

export function startValue(field: string, op: Operator): unknown {
  if (!takesValue(op)) return null;
  if (takesList(op)) return [];
  const type = FIELDS[field];
  if (type === "number") return field === "score" ? 50 : 0;
  if (type === "stage") return "mql";
  if (field === "domain_class") return "corporate";
  return "";
}

/** Changes the operator; a value of another shape starts again. */
export function withOperator(leaf: Extract<Leaf, { field: string }>, op: Operator): Leaf {
  const same = takesValue(op) === takesValue(leaf.op) && takesList(op) === takesList(leaf.op);
  return { ...leaf, op, value: same ? leaf.value : startValue(leaf.field, op) };
}
