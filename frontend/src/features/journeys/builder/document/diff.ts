import type { JourneyGraph, NodeId } from "./graph";

export type NodeChange = "added" | "removed" | "changed" | "rewired";
export type GraphDiff = {
  nodes: Map<NodeId, NodeChange>;
  /** Names of the parts outside the steps that differ. */
  parts: ("entry" | "exits" | "goal" | "settings" | "name")[];
};

/** What differs between two versions, by step: `rewired` when only its ways out changed. */
export function diffGraphs(before: JourneyGraph, after: JourneyGraph): GraphDiff {
  const nodes = new Map<NodeId, NodeChange>();
  for (const id of new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])) {
    const change = nodeChange(before, after, id);
    if (change) nodes.set(id, change);
  }
  const parts = (["entry", "exits", "goal", "settings", "name"] as const).filter(
    (part) => !sameJson(before[part], after[part]),
  );
  return { nodes, parts };
}

export const isSame = (diff: GraphDiff) => diff.nodes.size === 0 && diff.parts.length === 0;

function nodeChange(before: JourneyGraph, after: JourneyGraph, id: NodeId): NodeChange | null {
  const old = before.nodes[id];
  const now = after.nodes[id];
  if (!old) return "added";
  if (!now) return "removed";
  const { next: oldNext, ...oldConfig } = old;
  const { next: nowNext, ...nowConfig } = now;
  if (!sameJson(oldConfig, nowConfig)) return "changed";
  return sameJson(oldNext, nowNext) ? null : "rewired";
}

/** Equality of JSON values; an absent key, null and undefined are the same, as they are for the server. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameJson(left[key], right[key]));
}
