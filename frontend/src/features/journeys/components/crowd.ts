import type { Crowd } from "@/shared/api/generated/types.gen";
import type { Counts } from "../builder/document/counts";
import type { NodeId } from "../builder/document/graph";

/** The crowd's counts as the canvas draws those of real people; who is still there when the film ends, waits. */
export const countsOf = (crowd: Crowd): Counts =>
  Object.fromEntries(
    Object.entries(crowd.nodes).map(([id, node]) => [
      id,
      {
        entered: node.entered,
        passed: node.passed,
        sent: node.sent,
        waiting: node.under_way,
        failed: sum(Object.values(node.parked)),
      },
    ]),
  );

/** Where people get stuck and why, most of them first. */
export const halts = ({ nodes }: Crowd): { node: NodeId; code: string; count: number }[] =>
  Object.entries(nodes)
    .flatMap(([node, { parked }]) => Object.entries(parked).map(([code, count]) => ({ node, code, count })))
    .sort((a, b) => b.count - a.count);

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
