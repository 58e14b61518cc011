import type { BacktestCounts, Parting } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import type { Counts } from "../builder/document/counts";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import { readingOrder } from "../builder/document/selectors";

export type SideName = "live" | "draft";
type SideCount = { entered: number; sent: number | null };
export type StepLine = {
  id: NodeId;
  /** The one side that has it; `older`: neither has it any more. */
  only: SideName | "older" | null;
  live: SideCount;
  draft: SideCount;
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
      only: draft.nodes[id] ? (known ? null : "draft") : live?.nodes[id] ? "live" : "older",
      live: of("live"),
      draft: of("draft"),
    };
  });
}

/** How many more people come by with the draft. */
export const changeOf = ({ live, draft }: StepLine): number => draft.entered - live.entered;

/** Whether other people, or another number of mails, come of it. */
export const differs = (line: StepLine): boolean => weight(line) > 0;

/** What changes most first; what changes alike in the order it was. */
export const byChange = (lines: readonly StepLine[]): StepLine[] =>
  lines.toSorted((a, b) => weight(b) - weight(a));

const weight = (line: StepLine): number =>
  Math.max(Math.abs(changeOf(line)), Math.abs((line.draft.sent ?? 0) - (line.live.sent ?? 0)));

/** The side on whose picture a step is found, the one looked at if it is there; null: on neither. */
export function sideOf(
  id: NodeId,
  looking: SideName,
  graphs: Record<SideName, JourneyGraph | null>,
): SideName | null {
  const sides: SideName[] = [looking, looking === "live" ? "draft" : "live"];
  return sides.find((side) => graphs[side]?.nodes[id]) ?? null;
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
