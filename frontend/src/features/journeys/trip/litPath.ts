import type { Lit } from "../builder/canvas/picture";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { placeKey } from "../builder/document/selectors";
import type { TripStep } from "../model";

/** The steps and ways somebody went, in a journal's words, for the picture. `at` is where they are now. */
export function litPath(graph: JourneyGraph, steps: readonly TripStep[], at: NodeId | null = null): Lit {
  const nodes = new Set<NodeId>();
  const edges = new Set<string>(graph.entry.node && steps.length > 0 ? ["entry"] : []);
  for (const step of steps) {
    if (!step.node) continue;
    nodes.add(step.node);
    if (step.port) edges.add(placeKey({ node: step.node, port: step.port }));
  }
  if (at) nodes.add(at);
  return { nodes, edges, at };
}
