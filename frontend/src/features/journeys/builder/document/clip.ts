/** Steps on a clipboard: plain JSON, so that they can be carried to another journey, tab or installation. */
import { nodeProblem } from "./check";
import { edgeAt } from "./edits";
import type { JourneyGraph, NodeId, StepNode } from "./graph";
import { apply, batch, EditRefused, MAX_NODES, type Operation } from "./operations";
import { portsOf } from "./ports";
import { aboutCopies } from "./results";
import { freeId, type Place, reachable, targetAt } from "./selectors";

/** Steps with their ways among each other; ways to the outside are left open. In reading order. */
export type Clip = { tabiji: 1; nodes: Record<NodeId, StepNode> };

export function copySteps(graph: JourneyGraph, ids: readonly NodeId[]): Clip | null {
  const chosen = new Set(ids.filter((id) => graph.nodes[id]));
  if (chosen.size === 0) return null;
  const nodes: Record<NodeId, StepNode> = {};
  for (const id of chosen) {
    const node = graph.nodes[id] as StepNode;
    const inside = Object.entries(node.next).filter(([, to]) => chosen.has(to));
    nodes[id] = { ...node, next: Object.fromEntries(inside) };
  }
  return { tabiji: 1, nodes };
}

/**
 * Puts copied steps at `place` under new ids, one unconnected group behind the other; every way out they left open
 * leads to what followed there. Ends in the middle of a path give way to it: nobody is cut off by a paste.
 * Throws EditRefused when nothing would be left, or too much.
 */
export function pasteAt(
  graph: JourneyGraph,
  place: Place,
  clip: Clip,
): { operation: Operation; ids: NodeId[] } {
  const after = targetAt(graph, place);
  const whole = pasted(graph, place, clip.nodes);
  if (after === null || reachable(apply(graph, whole.operation)).has(after)) return whole;
  const going = Object.entries(clip.nodes).filter(([, node]) => portsOf(node).length > 0);
  return pasted(graph, place, Object.fromEntries(going));
}

function pasted(graph: JourneyGraph, place: Place, nodes: Record<NodeId, StepNode>) {
  const names = new Map<NodeId, NodeId>();
  const taken = new Set<NodeId>();
  for (const [id, node] of Object.entries(nodes)) {
    const name = freeId(graph, node.type, taken);
    names.set(id, name);
    taken.add(name);
  }
  if (names.size === 0) throw new EditRefused("exit_in_the_middle", "nodes");
  if (Object.keys(graph.nodes).length + names.size > MAX_NODES) throw new EditRefused("too_many", "nodes");
  const groups = groupsOf(nodes);
  const ops: Operation[] = [];
  groups.forEach((group, index) => {
    const next = groups[index + 1]?.[0];
    const follows = next === undefined ? targetAt(graph, place) : (names.get(next) as NodeId);
    for (const id of group) {
      const node = renamed(nodes[id] as StepNode, names, follows);
      ops.push({ op: "put_node", id: names.get(id) as NodeId, node });
    }
  });
  const first = names.get(groups[0]?.[0] as NodeId) as NodeId;
  ops.push({ op: "connect", ...edgeAt(place), to: first });
  return { operation: batch(ops), ids: [...names.values()] };
}

/** Steps that hang together, each group with the step first that nothing of it leads to. */
function groupsOf(nodes: Record<NodeId, StepNode>): NodeId[][] {
  const near = new Map<NodeId, Set<NodeId>>(Object.keys(nodes).map((id) => [id, new Set()]));
  const targets = new Set<NodeId>();
  for (const [id, node] of Object.entries(nodes)) {
    for (const to of Object.values(node.next)) {
      if (!near.has(to)) continue;
      targets.add(to);
      near.get(id)?.add(to);
      near.get(to)?.add(id);
    }
  }
  const seen = new Set<NodeId>();
  const groups: NodeId[][] = [];
  const heads = [...near.keys()].filter((id) => !targets.has(id));
  for (const start of [...heads, ...near.keys()]) {
    const group: NodeId[] = [];
    const queue = [start];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (seen.has(id)) continue;
      seen.add(id);
      group.push(id);
      queue.push(...(near.get(id) ?? []));
    }
    if (group.length > 0) groups.push(group);
  }
  return groups;
}

/** A copied check of a copied mail looks at the copy; a copied way back leads back into the copy or nowhere. */
function renamed(node: StepNode, names: ReadonlyMap<NodeId, NodeId>, after: NodeId | null): StepNode {
  const next: StepNode["next"] = {};
  portsOf(node).forEach((port, index) => {
    const to = node.next[port.id];
    const inside = to === undefined ? undefined : names.get(to);
    const goesOn = (port.required || index === 0) && !(node.type === "goto" && port.id === "again");
    if (inside !== undefined) next[port.id] = inside;
    else if (after !== null && goesOn) next[port.id] = after;
  });
  const copy = { ...node, next };
  if (copy.type === "wait_for") return { ...copy, of: names.get(copy.of) ?? copy.of };
  if (copy.type !== "branch") return copy;
  return { ...copy, cases: copy.cases.map((item) => ({ ...item, when: aboutCopies(item.when, names) })) };
}

export const writeClip = (clip: Clip): string => JSON.stringify(clip, null, 2);

/** The clipboard from text, when the text is one whose steps this canvas knows. */
export function readClip(text: string): Clip | null {
  try {
    const value = JSON.parse(text) as Partial<Clip> | null;
    const nodes = value?.tabiji === 1 ? value.nodes : null;
    if (!nodes || typeof nodes !== "object" || Object.keys(nodes).length === 0) return null;
    const sound = Object.entries(nodes).every(([id, node]) => isStep(id, node));
    return sound ? { tabiji: 1, nodes } : null;
  } catch {
    return null;
  }
}

/** Somebody may paste JSON by another hand: shape first, then what the canvas checks anyway. */
function isStep(id: NodeId, node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  const step = node as StepNode;
  if (typeof step.type !== "string" || typeof step.next !== "object" || step.next === null) return false;
  if (nodeProblem(id, step as never) !== null) return false;
  if (step.type === "branch" && !Array.isArray(step.cases)) return false;
  return !(step.type === "split" && !Array.isArray(step.arms));
}
