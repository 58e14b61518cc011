/** What a person does on the canvas, said in operations. Each returns one operation: one entry in the history. */
import type { JourneyGraph, NodeId } from "./graph";
import { apply, batch, type EdgeRef, type Operation, type RawNode } from "./operations";
import { portsOf } from "./ports";
import { type Place, placesInto, reachable } from "./selectors";

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
