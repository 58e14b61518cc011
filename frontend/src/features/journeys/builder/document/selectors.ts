import type { JourneyGraph, NodeId, PortId, StepKind, StepNode } from "./graph";
import { portsOf } from "./ports";

/** Where a step may be put: behind a port of a step, or at the very beginning. */
export type Place = { node: NodeId; port: PortId } | "entry";

export type Edge = {
  id: string;
  from: NodeId | null;
  port: PortId | null;
  to: NodeId;
  /** Leads to a step that is already on the way here: drawn at the side, ignored by the layout. */
  back: boolean;
};

export const placeKey = (place: Place): string =>
  place === "entry" ? "entry" : `${place.node}:${place.port}`;

export function targetAt(graph: JourneyGraph, place: Place): NodeId | null {
  if (place === "entry") return graph.entry.node;
  return graph.nodes[place.node]?.next[place.port] ?? null;
}

/** Connected edges in reading order (depth first, ports left to right), the steps nobody reaches at the end. */
export function edgesOf(graph: JourneyGraph): Edge[] {
  const edges: Edge[] = [];
  const done = new Set<NodeId>();
  const path = new Set<NodeId>();
  const visit = (id: NodeId) => {
    const node = graph.nodes[id];
    if (!node || done.has(id)) return;
    done.add(id);
    path.add(id);
    for (const port of portsOf(node)) {
      const to = node.next[port.id];
      if (!to || !graph.nodes[to]) continue;
      const back = path.has(to);
      edges.push({ id: placeKey({ node: id, port: port.id }), from: id, port: port.id, to, back });
      if (!back) visit(to);
    }
    path.delete(id);
  };
  const entry = graph.entry.node;
  if (entry && graph.nodes[entry]) {
    edges.push({ id: "entry", from: null, port: null, to: entry, back: false });
    visit(entry);
  }
  for (const id of strays(graph, done)) visit(id);
  return edges;
}

/** Unreached steps, those without a predecessor first so that a stray chain is walked from its head. */
function strays(graph: JourneyGraph, reached: Set<NodeId>): NodeId[] {
  const left = Object.keys(graph.nodes).filter((id) => !reached.has(id));
  const targets = new Set(left.flatMap((id) => Object.values(graph.nodes[id]?.next ?? {})));
  return [...left.filter((id) => !targets.has(id)), ...left.filter((id) => targets.has(id))];
}

/** Every step once, in reading order. */
export function readingOrder(graph: JourneyGraph): NodeId[] {
  const order: NodeId[] = [];
  const seen = new Set<NodeId>();
  const visit = (id: NodeId) => {
    const node = graph.nodes[id];
    if (!node || seen.has(id)) return;
    seen.add(id);
    order.push(id);
    for (const port of portsOf(node)) {
      const to = node.next[port.id];
      if (to) visit(to);
    }
  };
  if (graph.entry.node) visit(graph.entry.node);
  for (const id of strays(graph, seen)) visit(id);
  return order;
}

export function reachable(graph: JourneyGraph): Set<NodeId> {
  const seen = new Set<NodeId>();
  const queue = graph.entry.node ? [graph.entry.node] : [];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = graph.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    queue.push(...Object.values(node.next));
  }
  return seen;
}

/** Places that lead to `id`. */
export function placesInto(graph: JourneyGraph, id: NodeId): Place[] {
  const places: Place[] = graph.entry.node === id ? ["entry"] : [];
  for (const [from, node] of Object.entries(graph.nodes)) {
    for (const [port, to] of Object.entries(node.next)) if (to === id) places.push({ node: from, port });
  }
  return places;
}

/** Required ports that lead nowhere yet, and the entry when it does. */
export function openPlaces(graph: JourneyGraph): Place[] {
  const places: Place[] = graph.entry.node && graph.nodes[graph.entry.node] ? [] : ["entry"];
  for (const id of readingOrder(graph)) {
    const node = graph.nodes[id];
    if (!node) continue;
    for (const port of portsOf(node)) {
      const to = node.next[port.id];
      if (port.required && !(to && graph.nodes[to])) places.push({ node: id, port: port.id });
    }
  }
  return places;
}

/** Steps from which `id` can be reached: what has surely or possibly happened before it. */
export function ancestors(graph: JourneyGraph, id: NodeId): Set<NodeId> {
  const into = new Map<NodeId, NodeId[]>();
  for (const [from, node] of Object.entries(graph.nodes)) {
    for (const to of Object.values(node.next)) into.set(to, [...(into.get(to) ?? []), from]);
  }
  const seen = new Set<NodeId>();
  const queue = [...(into.get(id) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(into.get(next) ?? []));
  }
  return seen;
}

/** Send steps that may have run before `id`, nearest reading order first kept. */
export function earlierSends(graph: JourneyGraph, id: NodeId): NodeId[] {
  const before = ancestors(graph, id);
  return readingOrder(graph).filter(
    (other) => before.has(other) && graph.nodes[other]?.type === "send_email",
  );
}

/** All steps that may have run before `id`, in reading order; for rules of the whole journey, all there are. */
export function earlierSteps(graph: JourneyGraph, id: NodeId | null): NodeId[] {
  const before = id === null ? null : ancestors(graph, id);
  return readingOrder(graph).filter((other) => before?.has(other) ?? true);
}

const ID_STEM: Record<StepKind, string> = {
  send_email: "mail",
  wait: "wait",
  wait_for: "check",
  branch: "branch",
  split: "split",
  update_contact: "update",
  create_task: "task",
  assign: "assign",
  notify: "notify",
  webhook: "webhook",
  enroll: "enroll",
  goto: "again",
  exit: "end",
};

/** A free, readable step id: `mail1`, `mail2`, ... Stable across versions, so never reused while taken. */
export function freeId(graph: JourneyGraph, kind: StepKind, taken: ReadonlySet<NodeId> = new Set()): NodeId {
  for (let n = 1; ; n += 1) {
    const id = `${ID_STEM[kind]}${n}`;
    if (!(id in graph.nodes) && !taken.has(id)) return id;
  }
}

export type Direction = "up" | "down" | "left" | "right";

/** Arrow keys follow the graph: up and down along the path, left and right among the branches of one parent. */
export function neighbour(graph: JourneyGraph, id: NodeId, direction: Direction): NodeId | null {
  const node: StepNode | undefined = graph.nodes[id];
  if (!node) return null;
  if (direction === "down") return firstTarget(graph, node);
  const parents = edgesOf(graph).filter((edge) => edge.to === id && !edge.back);
  if (direction === "up") return parents[0]?.from ?? null;
  for (const { from } of parents) {
    const parent = from ? graph.nodes[from] : undefined;
    if (!parent) continue;
    const children = unique(portsOf(parent).map((port) => parent.next[port.id]));
    const at = children.indexOf(id);
    const next = children[at + (direction === "right" ? 1 : -1)];
    if (at >= 0 && next) return next;
  }
  return null;
}

function firstTarget(graph: JourneyGraph, node: StepNode): NodeId | null {
  for (const port of portsOf(node)) {
    const to = node.next[port.id];
    if (to && graph.nodes[to]) return to;
  }
  return null;
}

function unique(ids: (NodeId | undefined)[]): NodeId[] {
  return [...new Set(ids.filter((id): id is NodeId => id !== undefined))];
}
