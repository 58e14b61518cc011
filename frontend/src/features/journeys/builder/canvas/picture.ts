import type { Edge as FlowEdge, Node as FlowNode } from "@xyflow/react";
import type { Counts, NodeCounts } from "../document/counts";
import type { NodeChange } from "../document/diff";
import type { JourneyGraph, NodeId, StepKind, StepNode } from "../document/graph";
import { portsOf } from "../document/ports";
import { type Place, placeKey } from "../document/selectors";
import { type Issue, issuesByNode } from "../issues";
import type { Point } from "../layout/geometry";
import { CARD, type Layout, layoutJourney, STUB, TRIGGER } from "../layout/layout";
import type { StepColour } from "../steps/definition";
import { definitionOf, nameOf, portLabel, summaryOf } from "../steps/registry";
import type { Words } from "../steps/words";
import { labelWidth } from "./labelWidth";

/** A path through the journey: what was walked stands out, the rest steps back. */
export type Lit = { nodes: ReadonlySet<NodeId>; edges: ReadonlySet<string>; at?: NodeId | null };

/** A word on a card at rest; `strong` where it is what one looks for. */
export type Caption = { text: string; strong: boolean };

export type CardData = {
  id: NodeId;
  kind: StepKind;
  colour: StepColour;
  title: string;
  kindName: string;
  summary: string;
  issues: Issue[];
  quiet: boolean;
  selected: boolean;
  dimmed: boolean;
  current: boolean;
  counts: NodeCounts | null;
  caption: Caption | null;
  mark: NodeChange | null;
};
export type WayData = {
  place: Place;
  points: Point[];
  at: Point;
  /** Room that its name and count take. */
  width: number;
  label: string | null;
  count: number | null;
  addName: string | null;
  dimmed: boolean;
  lit: boolean;
  back: boolean;
};
export type StubData = { place: Place; addName: string };

export type PictureOptions = {
  editable: boolean;
  selection?: readonly NodeId[];
  issues?: readonly Issue[];
  fresh?: ReadonlySet<NodeId>;
  counts?: Counts | undefined;
  lit?: Lit | undefined;
  captions?: Readonly<Record<NodeId, Caption>> | undefined;
  /** How a step differs from the same step of another version. */
  marks?: ReadonlyMap<NodeId, NodeChange> | undefined;
};
export type Picture = { nodes: FlowNode[]; edges: FlowEdge[] };

const COUNT_WIDTH = 56;
const LINE = 28;

const widthOf = (label: string | null, counting: boolean) => labelWidth(label) + (counting ? COUNT_WIDTH : 0);

/** How much room a way needs for its name, the number of people who went it, and the "+". */
function roomFor(label: string | null, editable: boolean, counting: boolean) {
  const text = label !== null || counting;
  const width = widthOf(label, counting);
  const height = (text ? LINE + 12 : 0) + (editable ? LINE : 0);
  return { width: Math.max(width, 24), height: Math.max(height + (label === null ? 0 : 8), 20) };
}

/** Where everything goes: the costly part, which neither a selection nor a count that rose changes. */
export function placed(graph: JourneyGraph, words: Words, editable: boolean, counting: boolean): Layout {
  return layoutJourney(graph, {
    stubs: editable,
    room: (place) => roomFor(placeLabel(graph, place, words), editable, counting),
  });
}

/** Document and layout to what the canvas draws. Pure; React Flow's own state is never the truth. */
export function pictureOf(
  graph: JourneyGraph,
  words: Words,
  layout: Layout,
  options: PictureOptions,
): Picture {
  const label = (place: Place) => placeLabel(graph, place, words);
  const issues = issuesByNode(options.issues ?? []);
  const nodes: FlowNode[] = [];
  for (const [id, rect] of layout.nodes) {
    const base = { id, position: { x: rect.x, y: rect.y }, width: CARD.width, height: CARD.height };
    if (id === TRIGGER) nodes.push({ ...base, type: "trigger", data: {} });
    else {
      const node = graph.nodes[id];
      if (node) nodes.push({ ...base, type: "step", data: cardData(id, node, words, options, issues) });
    }
  }
  for (const [key, rect] of layout.stubs) {
    const data: StubData = { place: rect.place, addName: openName(graph, rect.place, words) };
    const at = { x: rect.x, y: rect.y };
    nodes.push({
      id: `$open:${key}`,
      type: "stub",
      position: at,
      width: STUB.width,
      height: STUB.height,
      data,
    });
  }
  const edges = layout.edges.map((edge): FlowEdge => {
    const owner = edge.place === "entry" ? TRIGGER : edge.place.node;
    const lit = options.lit?.edges.has(edge.id) ?? false;
    const data: WayData = {
      place: edge.place,
      points: edge.points,
      at: edge.label,
      width: widthOf(label(edge.place), options.counts !== undefined),
      label: label(edge.place),
      count: countAt(options.counts, edge.place),
      addName: options.editable && edge.to && !edge.back ? beforeName(graph, edge.to, words) : null,
      dimmed: options.lit !== undefined && !lit,
      lit,
      back: edge.back,
    };
    const target = edge.to ?? `$open:${placeKey(edge.place)}`;
    return { id: edge.id, type: "way", source: owner, target, data, focusable: false };
  });
  // Later ones are drawn over earlier ones: the lit path stays whole where lines meet.
  edges.sort((a, b) => Number((a.data as WayData).lit) - Number((b.data as WayData).lit));
  return { nodes, edges };
}

function cardData(
  id: NodeId,
  node: StepNode,
  words: Words,
  options: PictureOptions,
  issues: ReadonlyMap<NodeId, Issue[]>,
): CardData {
  const { kind, colour } = definitionOf(node.type);
  const kindName = words.t(`step.${kind}.name`);
  return {
    id,
    kind,
    colour,
    kindName,
    title: node.title || kindName,
    summary: summaryOf(node, words),
    issues: issues.get(id) ?? [],
    quiet: options.fresh?.has(id) ?? false,
    selected: options.selection?.includes(id) ?? false,
    dimmed: options.lit !== undefined && !options.lit.nodes.has(id),
    current: options.lit?.at === id,
    counts: options.counts ? (options.counts[id] ?? {}) : null,
    caption: options.captions?.[id] ?? null,
    mark: options.marks?.get(id) ?? null,
  };
}

function placeLabel(graph: JourneyGraph, place: Place, words: Words): string | null {
  if (place === "entry") return null;
  const node = graph.nodes[place.node];
  return node ? portLabel(node, place.port, words) : null;
}

function countAt(counts: Counts | undefined, place: Place): number | null {
  if (!counts || place === "entry") return null;
  return counts[place.node]?.passed?.[place.port] ?? 0;
}

/** 「3日間待つ」の前にステップを追加 */
function beforeName(graph: JourneyGraph, to: NodeId, words: Words): string {
  const node = graph.nodes[to];
  return words.t("canvas.addBefore", { step: node ? nameOf(node, words) : to });
}

function openName(graph: JourneyGraph, place: Place, words: Words): string {
  if (place === "entry") return words.t("canvas.addFirst");
  const node = graph.nodes[place.node];
  if (!node) return words.t("canvas.addFirst");
  const port = portsOf(node).length > 1 ? portLabel(node, place.port, words) : null;
  const step = nameOf(node, words);
  return port ? words.t("canvas.addAfterPort", { step, port }) : words.t("canvas.addAfter", { step });
}
