/**
 * Edits as data: the twin of `workflows/journey/operations.py` and `edits.py`. The same JSON does the same on both
 * sides; the fixtures in `tests/fixtures/operations` run against both. Pure: untouched parts of a document are shared.
 */
import { nameProblem, nodeProblem, type Problem, settingsProblem } from "./check";
import { sameJson } from "./diff";
import type {
  Entry,
  Goal,
  JourneyExit,
  JourneyGraph,
  JourneySettings,
  NodeId,
  PortId,
  StepNode,
} from "./graph";
import { portsOf } from "./ports";

/** A way out of a step; both null: the way from the entry to the first step. */
export type EdgeRef = { from: NodeId | null; port: PortId | null };

/** A step as an edit brings it: the ways out may be left to the edit. */
export type RawNode = {
  [K in StepNode["type"]]: Omit<Extract<StepNode, { type: K }>, "next"> & { next?: StepNode["next"] };
}[StepNode["type"]];

export type Operation =
  | { op: "insert_node"; at: EdgeRef; id: NodeId; node: RawNode }
  | { op: "remove_node"; id: NodeId; alternative?: NodeId | null }
  | { op: "update_node"; id: NodeId; node: RawNode }
  | { op: "put_node"; id: NodeId; node: StepNode | null }
  | { op: "connect"; from: NodeId | null; port: PortId | null; to: NodeId | null }
  | { op: "set_entry"; entry: Entry }
  | { op: "set_exits"; exits: JourneyExit[] }
  | { op: "set_goal"; goal: Goal | null }
  | { op: "set_settings"; settings: JourneySettings }
  | { op: "rename"; name: string }
  | { op: "batch"; ops: Operation[] };

export type RefusalCode =
  | "node_missing"
  | "node_exists"
  | "port_unknown"
  | "exit_in_the_middle"
  | "exit_in_use"
  | "too_many"
  | Problem["code"];

export const MAX_NODES = 500;

/** The edit does not fit the document; nothing was changed. */
export class EditRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

function must(problem: Problem | null): void {
  if (problem) throw new EditRefused(problem.code, problem.path);
}

/** The document after the operation. Throws EditRefused when it cannot be done. */
export function apply(graph: JourneyGraph, operation: Operation): JourneyGraph {
  switch (operation.op) {
    case "insert_node":
      return insert(graph, operation);
    case "remove_node":
      return remove(graph, operation.id, operation.alternative ?? null);
    case "update_node":
      return update(graph, operation.id, operation.node);
    case "put_node":
      return put(graph, operation.id, operation.node);
    case "connect":
      if (operation.to !== null) nodeAt(graph, operation.to);
      target(graph, operation);
      return point(graph, operation, operation.to);
    case "set_entry":
      return { ...graph, entry: operation.entry };
    case "set_exits":
      return { ...graph, exits: operation.exits };
    case "set_goal":
      return withGoal(graph, operation.goal);
    case "set_settings":
      must(settingsProblem(operation.settings));
      return { ...graph, settings: operation.settings };
    case "rename":
      must(nameProblem(operation.name));
      return { ...graph, name: operation.name };
    case "batch":
      return operation.ops.reduce(apply, graph);
  }
}

/** The operation that makes `before` again out of `after`. */
export function inverse(before: JourneyGraph, after: JourneyGraph): Operation {
  const ops: Operation[] = [];
  for (const id of new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])) {
    const old = before.nodes[id];
    if (!sameJson(old, after.nodes[id])) ops.push({ op: "put_node", id, node: old ?? null });
  }
  if (!sameJson(before.entry, after.entry)) ops.push({ op: "set_entry", entry: before.entry });
  if (!sameJson(before.exits, after.exits)) ops.push({ op: "set_exits", exits: before.exits });
  if (!sameJson(before.goal, after.goal)) ops.push({ op: "set_goal", goal: before.goal ?? null });
  if (!sameJson(before.settings, after.settings)) ops.push({ op: "set_settings", settings: before.settings });
  if (before.name !== after.name) ops.push({ op: "rename", name: before.name });
  return batch(ops);
}

/** A journey without a goal says nothing of it. */
function withGoal({ goal: _old, ...rest }: JourneyGraph, goal: Goal | null): JourneyGraph {
  return goal === null ? rest : { ...rest, goal };
}

export const batch = (ops: Operation[]): Operation =>
  ops.length === 1 && ops[0] ? ops[0] : { op: "batch", ops };

type Insert = Extract<Operation, { op: "insert_node" }>;

/** The first way out and the other required ones go where the edge went; one that may stay open stays open. */
function insert(graph: JourneyGraph, { at, id, node }: Insert): JourneyGraph {
  if (graph.nodes[id]) throw new EditRefused("node_exists", `nodes.${id}`);
  if (Object.keys(graph.nodes).length >= MAX_NODES) throw new EditRefused("too_many", "nodes");
  must(nodeProblem(id, node));
  const ports = portsOf(node as StepNode);
  const follows = target(graph, at);
  if (ports.length === 0 && follows !== null) throw new EditRefused("exit_in_the_middle", `nodes.${id}`);
  const next: StepNode["next"] = {};
  ports.forEach((port, index) => {
    if (follows !== null && (port.required || index === 0)) next[port.id] = follows;
  });
  const added = withNode(graph, id, { ...node, next: { ...next, ...given(node) } } as StepNode);
  return point(added, at, id);
}

function remove(graph: JourneyGraph, id: NodeId, alternative: NodeId | null): JourneyGraph {
  const removed = nodeAt(graph, id);
  const [first] = portsOf(removed);
  let follows = first ? (removed.next[first.id] ?? null) : null;
  if (alternative !== null) {
    nodeAt(graph, alternative);
    follows = alternative;
  }
  if (follows === id) follows = null;
  let pointed = graph.entry.node === id;
  const nodes: Record<NodeId, StepNode> = {};
  for (const [other, node] of Object.entries(graph.nodes)) {
    if (other === id) continue;
    const touched = Object.values(node.next).includes(id);
    pointed ||= touched;
    nodes[other] = touched ? redirected(node, id, follows) : node;
  }
  if (pointed && !first && follows === null) throw new EditRefused("exit_in_use", `nodes.${id}`);
  const entry = graph.entry.node === id ? { ...graph.entry, node: follows } : graph.entry;
  return { ...graph, entry, nodes };
}

function redirected(node: StepNode, from: NodeId, to: NodeId | null): StepNode {
  const next: StepNode["next"] = {};
  for (const [port, goal] of Object.entries(node.next)) {
    const moved = goal === from ? to : goal;
    if (moved !== null) next[port] = moved;
  }
  return { ...node, next };
}

/** Ways out that survive the change keep their targets unless the new config names others. */
function update(graph: JourneyGraph, id: NodeId, node: RawNode): JourneyGraph {
  const kept = nodeAt(graph, id).next;
  must(nodeProblem(id, node));
  const next: StepNode["next"] = {};
  for (const port of portsOf(node as StepNode)) {
    const to = kept[port.id];
    if (to !== undefined) next[port.id] = to;
  }
  return withNode(graph, id, { ...node, next: { ...next, ...given(node) } } as StepNode);
}

function put(graph: JourneyGraph, id: NodeId, node: StepNode | null): JourneyGraph {
  if (node !== null) return withNode(graph, id, node);
  const { [id]: _gone, ...nodes } = graph.nodes;
  return { ...graph, nodes };
}

/** The ways a new config names, of the ports it has. */
function given(node: RawNode): StepNode["next"] {
  const known = new Set(portsOf(node as StepNode).map((port) => port.id));
  return Object.fromEntries(Object.entries(node.next ?? {}).filter(([port]) => known.has(port)));
}

function target(graph: JourneyGraph, edge: EdgeRef): NodeId | null {
  if (edge.from === null) {
    if (edge.port !== null) throw new EditRefused("port_unknown", "entry");
    return graph.entry.node;
  }
  const node = nodeAt(graph, edge.from);
  const known = portsOf(node).some((port) => port.id === edge.port);
  if (!known || edge.port === null) throw new EditRefused("port_unknown", `nodes.${edge.from}.next`);
  return node.next[edge.port] ?? null;
}

function point(graph: JourneyGraph, edge: EdgeRef, to: NodeId | null): JourneyGraph {
  if (edge.from === null || edge.port === null) return { ...graph, entry: { ...graph.entry, node: to } };
  const node = nodeAt(graph, edge.from);
  const { [edge.port]: _old, ...rest } = node.next;
  return withNode(graph, edge.from, {
    ...node,
    next: to === null ? rest : { ...node.next, [edge.port]: to },
  });
}

function nodeAt(graph: JourneyGraph, id: NodeId): StepNode {
  const node = graph.nodes[id];
  if (!node) throw new EditRefused("node_missing", `nodes.${id}`);
  return node;
}

function withNode(graph: JourneyGraph, id: NodeId, node: StepNode): JourneyGraph {
  return { ...graph, nodes: { ...graph.nodes, [id]: node } };
}
