/** What a person does on the canvas, said in operations. Each returns one operation: one entry in the history. */
import type { JourneyGraph, NodeId, StepNode } from "./graph";
import { apply, batch, type EdgeRef, type Operation, type RawNode } from "./operations";
import { mainPort, portsOf } from "./ports";
import { freeId, type Place, placesInto, reachable, targetAt } from "./selectors";

export const edgeAt = (place: Place): EdgeRef =>
  place === "entry" ? { from: null, port: null } : { from: place.node, port: place.port };

export function insertAt(place: Place, id: NodeId, node: RawNode): Operation {
  return { op: "insert_node", at: edgeAt(place), id, node };
}

export function changeStep(id: NodeId, node: RawNode): Operation {
  return { op: "update_node", id, node };
}

/**
 * Takes steps out and closes the gaps: what led to a removed step leads to where its first way out went. With
 * `withPaths` the steps that nobody reaches any more go too.
 */
export function removeSteps(graph: JourneyGraph, ids: readonly NodeId[], withPaths = false): Operation {
  const before = reachable(graph);
  const ops: Operation[] = [];
  let now = graph;
  const run = (operation: Operation) => {
    ops.push(operation);
    now = apply(now, operation);
  };
  for (const id of ids) {
    const node = now.nodes[id];
    if (!node) continue;
    if (portsOf(node).length === 0) {
      for (const place of placesInto(now, id)) run({ op: "connect", ...edgeAt(place), to: null });
    }
    run({ op: "remove_node", id });
  }
  if (withPaths) {
    const after = reachable(now);
    for (const id of before) if (now.nodes[id] && !after.has(id)) run({ op: "put_node", id, node: null });
  }
  return batch(ops);
}

/** A clipboard: steps with their ways among each other; ways to the outside are left open. */
export type Clip = { tabiji: 1; head: NodeId; nodes: Record<NodeId, StepNode> };

export function copySteps(graph: JourneyGraph, ids: readonly NodeId[]): Clip | null {
  const chosen = new Set(ids.filter((id) => graph.nodes[id]));
  const nodes: Record<NodeId, StepNode> = {};
  for (const id of chosen) {
    const node = graph.nodes[id] as StepNode;
    const inside = Object.entries(node.next).filter(([, to]) => chosen.has(to));
    nodes[id] = { ...node, next: Object.fromEntries(inside) };
  }
  const targets = new Set(Object.values(nodes).flatMap((node) => Object.values(node.next)));
  const head = [...chosen].find((id) => !targets.has(id)) ?? [...chosen][0];
  return head === undefined ? null : { tabiji: 1, head, nodes };
}

/** Inserts copied steps at `place` under new ids; every way out they left open leads to what followed there. */
export function pasteAt(
  graph: JourneyGraph,
  place: Place,
  clip: Clip,
): { operation: Operation; ids: NodeId[] } {
  const names = new Map<NodeId, NodeId>();
  const taken = new Set<NodeId>();
  for (const [id, node] of Object.entries(clip.nodes)) {
    const name = freeId(graph, node.type, taken);
    names.set(id, name);
    taken.add(name);
  }
  const after = targetAt(graph, place);
  const ops: Operation[] = Object.entries(clip.nodes).map(([id, node]) => ({
    op: "put_node",
    id: names.get(id) as NodeId,
    node: renamed(node, names, after),
  }));
  ops.push({ op: "connect", ...edgeAt(place), to: names.get(clip.head) as NodeId });
  return { operation: batch(ops), ids: [...names.values()] };
}

/** A copied check of a copied mail looks at the copy. */
function renamed(node: StepNode, names: ReadonlyMap<NodeId, NodeId>, after: NodeId | null): StepNode {
  const next: StepNode["next"] = {};
  const main = mainPort(node);
  for (const port of portsOf(node)) {
    const to = node.next[port.id];
    const inside = to === undefined ? undefined : names.get(to);
    if (inside !== undefined) next[port.id] = inside;
    else if (after !== null && (port.required || port.id === main)) next[port.id] = after;
  }
  const copy = { ...node, next };
  return copy.type === "wait_for" ? { ...copy, of: names.get(copy.of) ?? copy.of } : copy;
}

/** The clipboard from text, when the text is one. */
export function readClip(text: string): Clip | null {
  try {
    const value: unknown = JSON.parse(text);
    const clip = value as Clip;
    return clip?.tabiji === 1 && typeof clip.head === "string" && clip.nodes?.[clip.head] ? clip : null;
  } catch {
    return null;
  }
}
