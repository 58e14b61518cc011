import { emptyGraph, type JourneyGraph, type StepNode } from "./graph";

/** mail -> pause -> opened? -> (deep | remind) -> end: the usual shape, for tests. */
export function followUp(): JourneyGraph {
  const nodes: Record<string, StepNode> = {
    mail: { type: "send_email", template: "thanks", next: { sent: "pause" } },
    pause: { type: "wait", for: "P2D", next: { done: "opened" } },
    opened: {
      type: "wait_for",
      event: "opened",
      of: "mail",
      within: "P1D",
      next: { happened: "deep", timed_out: "remind" },
    },
    deep: { type: "send_email", template: "case_study", next: { sent: "end" } },
    remind: { type: "send_email", template: "reminder", next: { sent: "end" } },
    end: { type: "exit", reason: "completed", next: {} },
  };
  return {
    ...emptyGraph("Follow up", "nurture"),
    entry: { node: "mail", triggers: [{ type: "manual" }], reentry: "never" },
    nodes,
  };
}
