import type { NodeId } from "./graph";

/** Counts of one step as the server keeps them; absent means none. */
export type NodeCounts = {
  entered?: number;
  waiting?: number;
  paused?: number;
  failed?: number;
  passed?: Record<string, number>;
  sent?: number;
  opened?: number;
  machine_opened?: number;
  clicked?: number;
  replied?: number;
  bounced?: number;
};

export type Counts = Readonly<Record<NodeId, NodeCounts>>;
