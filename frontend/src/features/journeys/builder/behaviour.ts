import { ORDINARY, type Rates, shares } from "../components/RateSliders";
import type { JourneyGraph, NodeId } from "./document/graph";

/** What the pretended contact does with one mail. Who clicks or answers has opened it before. */
export const REACTIONS = ["nothing", "opened", "clicked", "replied", "bounced", "refused"] as const;
export type Reaction = (typeof REACTIONS)[number];
export const DELAYS = ["PT10M", "PT1H", "PT6H", "P1D", "P3D", "P7D"] as const;
export type Delay = (typeof DELAYS)[number];

export type Behaviour = {
  by: "choice" | "rates";
  reactions: Record<NodeId, { reaction: Reaction; delay: Delay }>;
  rates: Rates;
  /** Whether a task is done in a day, or a call succeeds; both do unless told. */
  works: Record<NodeId, boolean>;
};
export const QUIET: Behaviour = { by: "choice", reactions: {}, rates: ORDINARY, works: {} };

/** As the server takes it; what was chosen for steps that are gone is left out. */
export function toServer(graph: JourneyGraph, { by, reactions, rates, works }: Behaviour): object {
  const tasks: Record<NodeId, object> = {};
  const calls: Record<NodeId, object> = {};
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.type === "create_task" && works[id] !== false) tasks[id] = { after: "P1D", outcome: "reached" };
    if (node.type === "webhook" && works[id] === false) calls[id] = { outcome: "failed", status: 500 };
  }
  if (by === "rates") return { rates: shares(rates), tasks, calls };
  const chosen = Object.entries(reactions).filter(([id]) => graph.nodes[id]);
  return { sends: Object.fromEntries(chosen.map(([id, told]) => [id, reactionOf(told)])), tasks, calls };
}

function reactionOf({ reaction, delay }: { reaction: Reaction; delay: Delay }): object {
  switch (reaction) {
    case "nothing":
      return {};
    case "refused":
      return { outcome: "refused" };
    case "clicked":
    case "replied":
      return { opened: delay, [reaction]: delay };
    default:
      return { [reaction]: delay };
  }
}
