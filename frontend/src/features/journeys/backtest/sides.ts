import type { BacktestCounts, Parting } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import type { Counts } from "../builder/document/counts";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { readingOrder } from "../builder/document/selectors";

export type SideName = "live" | "draft";
export type StepLine = {
  id: NodeId;
  only: SideName | null;
  live: { entered: number; sent: number | null };
  draft: { entered: number; sent: number | null };
};

/** Every step of either document: those of the draft in its order, then those that only the live one has. */
export function stepLines(
  counts: BacktestCounts,
  draft: JourneyGraph,
  live: JourneyGraph | null,
): StepLine[] {
  const gone = live ? readingOrder(live).filter((id) => !draft.nodes[id]) : [];
  // A version before the live one may have had steps that neither document has.
  const older = Object.keys(counts.live.entered).filter((id) => !draft.nodes[id] && !live?.nodes[id]);
  return [...readingOrder(draft), ...gone, ...older].map((id) => {
    const known = live?.nodes[id] !== undefined || counts.live.entered[id] !== undefined;
    const isMail = (draft.nodes[id] ?? live?.nodes[id])?.type === "send_email";
    const of = (side: SideName) => ({
      entered: counts[side].entered[id] ?? 0,
      sent: isMail ? (counts[side].sent[id] ?? 0) : null,
    });
    return {
      id,
      only: !draft.nodes[id] ? "live" : known ? null : "draft",
      live: of("live"),
      draft: of("draft"),
    };
  });
}

/** Where most ways part first. */
export const partings = (parted: Record<string, Parting>): [NodeId, Parting][] =>
  Object.entries(parted).sort(([, a], [, b]) => b.contacts - a.contacts);

/** Most frequent first. */
export const ranked = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([, a], [, b]) => b - a);

/** Ends of either side, the most frequent first. */
export function endLines(counts: BacktestCounts): { reason: string; live: number; draft: number }[] {
  const reasons = [...new Set([...Object.keys(counts.live.ended), ...Object.keys(counts.draft.ended)])];
  return reasons
    .map((reason) => ({
      reason,
      live: counts.live.ended[reason] ?? 0,
      draft: counts.draft.ended[reason] ?? 0,
    }))
    .sort((a, b) => b.live + b.draft - (a.live + a.draft));
}

/** One side's counts as the picture draws those of real people. */
export const onPicture = (side: BacktestCounts["live"]): Counts =>
  Object.fromEntries(
    Object.entries(side.entered).map(([id, entered]) => [
      id,
      { entered, passed: side.passed[id] ?? {}, sent: side.sent[id] ?? 0 },
    ]),
  );

/** A difference with its sign. */
export function signed(change: number): string {
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  return `${sign}${formatNumber(Math.abs(change))}`;
}
