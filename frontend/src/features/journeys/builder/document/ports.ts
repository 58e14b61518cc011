import type { PortId, StepKind, StepNode } from "./graph";

export type Port = {
  id: PortId;
  /** An unconnected required port is an unfinished draft; an optional one ends the journey by name. */
  required: boolean;
};

const required = (...ids: PortId[]): Port[] => ids.map((id) => ({ id, required: true }));

const PORTS: { [K in StepKind]: (node: Extract<StepNode, { type: K }>) => Port[] } = {
  send_email: () => [...required("sent"), { id: "failed", required: false }],
  wait: (node) => (node.relative_to ? required("done", "missing", "past") : required("done")),
  wait_for: () => required("happened", "timed_out"),
  branch: (node) => required(...node.cases.map((item) => item.id), "else"),
  split: (node) => required(...node.arms.map((arm) => arm.id)),
  update_contact: () => required("done"),
  create_task: (node) => (node.hold ? required("done", "timed_out") : required("done")),
  assign: () => required("done"),
  notify: () => required("done"),
  webhook: () => [...required("done"), { id: "failed", required: false }],
  enroll: () => required("done"),
  // The main way first: what follows a goto is what comes when no visit is left.
  goto: () => required("exhausted", "again"),
  exit: () => [],
};

/** The ways out of a step, in the order the canvas draws them from left to right. */
export function portsOf(node: StepNode): Port[] {
  const ports = PORTS[node.type] as (node: StepNode) => Port[];
  return ports(node);
}

/** The port through which a step inserted on an edge goes on: the plain way, never a failure or a timeout. */
export function mainPort(node: StepNode): PortId | null {
  return portsOf(node)[0]?.id ?? null;
}
