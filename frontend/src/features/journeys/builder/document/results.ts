import type { Condition, NodeId } from "./graph";

/** What a step brought, as a fact of later conditions: `steps.<node>.<name>`. */
export type ResultRef = { node: NodeId; name: string };

const PREFIX = "steps.";

export function resultRef(field: string): ResultRef | null {
  if (!field.startsWith(PREFIX)) return null;
  const [node = "", name = ""] = field.slice(PREFIX.length).split(".");
  return { node, name };
}

export const resultField = ({ node, name }: ResultRef): string => `${PREFIX}${node}.${name}`;

/** A condition about copies of steps instead of the steps themselves. */
export function aboutCopies(when: Condition, names: ReadonlyMap<NodeId, NodeId>): Condition {
  if ("all" in when) return { all: when.all.map((one) => aboutCopies(one, names)) };
  if ("any" in when) return { any: when.any.map((one) => aboutCopies(one, names)) };
  if ("not" in when) return { not: aboutCopies(when.not, names) };
  if ("engagement" in when) return { ...when, of: names.get(when.of) ?? when.of };
  const ref = "field" in when ? resultRef(when.field) : null;
  if (!ref || !("field" in when)) return when;
  return { ...when, field: resultField({ ...ref, node: names.get(ref.node) ?? ref.node }) };
}
