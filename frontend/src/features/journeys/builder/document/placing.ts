/** Which kinds of step may come at a place, and why not: the same answer for the list, the palette and a drop. */
import type { JourneyGraph, NodeId, StepKind } from "./graph";
import { earlierSends, edgesOf, openPlaces, type Place, placeKey, targetAt } from "./selectors";

/** A text key under `picker`. */
export type Refusal = "exitTaken" | "noMail";

/** Mails that may have gone out when somebody arrives at a place, the nearest last. */
export function sendsBefore(graph: JourneyGraph, place: Place): NodeId[] {
  if (place === "entry") return [];
  const before = earlierSends(graph, place.node);
  return graph.nodes[place.node]?.type === "send_email" ? [...before, place.node] : before;
}

export function refusalAt(graph: JourneyGraph, kind: StepKind, place: Place): Refusal | null {
  if (kind === "exit" && targetAt(graph, place) !== null) return "exitTaken";
  if (kind === "wait_for" && sendsBefore(graph, place).length === 0) return "noMail";
  return null;
}

/** Keys of all places on the picture where a step of this kind may be dropped. */
export function dropPlaces(graph: JourneyGraph, kind: StepKind): Set<string> {
  const onEdges = edgesOf(graph)
    .filter((edge) => !edge.back)
    .map((edge): Place => (edge.from && edge.port ? { node: edge.from, port: edge.port } : "entry"));
  const places = [...onEdges, ...openPlaces(graph)];
  return new Set(places.filter((place) => refusalAt(graph, kind, place) === null).map(placeKey));
}
