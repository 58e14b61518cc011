import { Graph, layout as runDagre } from "@dagrejs/dagre";
import type { JourneyGraph, NodeId } from "../document/graph";
import { portsOf } from "../document/ports";
import { type Edge, edgesOf, openPlaces, type Place, placeKey, readingOrder } from "../document/selectors";
import { backRoute, type Point, type Rect, route } from "./geometry";

export const CARD = { width: 264, height: 68 } as const;
export const STUB = { width: 120, height: 32 } as const;
export const TRIGGER = "$trigger";

export type PlacedEdge = {
  id: string;
  place: Place;
  to: NodeId | null;
  back: boolean;
  points: Point[];
  label: Point;
};
export type Layout = {
  nodes: Map<NodeId, Rect>;
  stubs: Map<string, Rect & { place: Place }>;
  edges: PlacedEdge[];
};
export type LayoutOptions = {
  /** Open ports get a place of their own where the next step can be added; not for read-only pictures. */
  stubs: boolean;
  /** Room that what stands on a way needs: its name, a count, a "+". */
  room: (place: Place) => { width: number; height: number };
};

/**
 * Document to picture, pure. Children keep the order of their ports: dagre's crossing heuristic is off, because a
 * branch that flips after an edit reads as another branch. The trigger stays at the origin whatever is edited.
 */
export function layoutJourney(graph: JourneyGraph, options: LayoutOptions): Layout {
  const edges = edgesOf(graph);
  const open = options.stubs ? openPlaces(graph) : [];
  const picture = draw(graph, edges, open, options);
  const origin = picture.node(TRIGGER);
  const shift = (point: Point): Point => ({ x: point.x - (origin?.x ?? 0), y: point.y - (origin?.y ?? 0) });
  const box = (id: string, size: { width: number; height: number }): Rect => {
    const at = shift(picture.node(id) as Point);
    return { x: at.x - size.width / 2, y: at.y - size.height / 2, ...size };
  };
  const nodes = new Map<NodeId, Rect>([[TRIGGER, box(TRIGGER, CARD)]]);
  for (const id of readingOrder(graph)) nodes.set(id, box(id, CARD));
  const stubs = new Map<string, Rect & { place: Place }>();
  for (const place of open) stubs.set(placeKey(place), { ...box(stubId(place), STUB), place });
  const forward = edges.map((edge) => placeEdge(edge, nodes, picture, shift));
  for (const place of open) forward.push(placeStub(place, nodes, stubs, picture, shift));
  return { nodes, stubs, edges: routeBack(forward, nodes) };
}

const stubId = (place: Place) => `$open:${placeKey(place)}`;
const ownerOf = (place: Place) => (place === "entry" ? TRIGGER : place.node);

function draw(graph: JourneyGraph, edges: Edge[], open: Place[], options: LayoutOptions): Graph {
  const picture = new Graph({ multigraph: true });
  picture.setGraph({ rankdir: "TB", nodesep: 44, ranksep: 12, edgesep: 24, marginx: 0, marginy: 0 });
  picture.setNode(TRIGGER, { ...CARD });
  for (const id of readingOrder(graph)) picture.setNode(id, { ...CARD });
  const gap = (place: Place) => ({ ...options.room(place), labelpos: "c" });
  // Edges enter in branch order, open ports among them, so that an unfinished branch keeps its side.
  for (const place of open) picture.setNode(stubId(place), { ...STUB });
  for (const { from, to, place } of inPortOrder(graph, edges, open)) {
    picture.setEdge(from, to, gap(place), placeKey(place));
  }
  runDagre(picture, { disableOptimalOrderHeuristic: true });
  return picture;
}

function inPortOrder(graph: JourneyGraph, edges: Edge[], open: Place[]) {
  const links = new Map<string, { from: string; to: string; place: Place }>();
  for (const edge of edges) {
    if (edge.back) continue;
    const place: Place = edge.from && edge.port ? { node: edge.from, port: edge.port } : "entry";
    links.set(edge.id, { from: edge.from ?? TRIGGER, to: edge.to, place });
  }
  for (const place of open) links.set(placeKey(place), { from: ownerOf(place), to: stubId(place), place });
  const rank = new Map<string, number>();
  readingOrder(graph).forEach((id, index) => {
    rank.set(id, index + 1);
  });
  const portIndex = (place: Place) =>
    place === "entry" ? 0 : Math.max(0, portOrder(graph, place.node).indexOf(place.port));
  return [...links.values()].sort(
    (a, b) => (rank.get(a.from) ?? 0) - (rank.get(b.from) ?? 0) || portIndex(a.place) - portIndex(b.place),
  );
}

function portOrder(graph: JourneyGraph, id: NodeId): string[] {
  const node = graph.nodes[id];
  return node ? portsOf(node).map((port) => port.id) : [];
}

function placeEdge(
  edge: Edge,
  nodes: Map<NodeId, Rect>,
  picture: Graph,
  shift: (point: Point) => Point,
): PlacedEdge {
  const place: Place = edge.from && edge.port ? { node: edge.from, port: edge.port } : "entry";
  const source = nodes.get(edge.from ?? TRIGGER) as Rect;
  const target = nodes.get(edge.to) as Rect;
  const base = { id: edge.id, place, to: edge.to, back: edge.back };
  if (edge.back) return { ...base, points: [], label: { x: 0, y: 0 } };
  const drawn = picture.edge(edge.from ?? TRIGGER, edge.to, edge.id);
  return { ...base, ...route(source, target, drawn, shift) };
}

function placeStub(
  place: Place,
  nodes: Map<NodeId, Rect>,
  stubs: Map<string, Rect & { place: Place }>,
  picture: Graph,
  shift: (point: Point) => Point,
): PlacedEdge {
  const key = placeKey(place);
  const source = nodes.get(ownerOf(place)) as Rect;
  const target = stubs.get(key) as Rect;
  const drawn = picture.edge(ownerOf(place), stubId(place), key);
  return { id: key, place, to: null, back: false, ...route(source, target, drawn, shift) };
}

/** Back edges run beside the picture, a lane each, so that no line lies on another. */
function routeBack(edges: PlacedEdge[], nodes: Map<NodeId, Rect>): PlacedEdge[] {
  let lane = 0;
  return edges.map((edge) => {
    if (!edge.back || edge.place === "entry" || !edge.to) return edge;
    const source = nodes.get(edge.place.node);
    const target = nodes.get(edge.to);
    if (!source || !target) return edge;
    const routed = { ...edge, ...backRoute(source, target, [...nodes.values()], lane) };
    lane += 1;
    return routed;
  });
}
