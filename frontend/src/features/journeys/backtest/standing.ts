import type { BacktestView } from "@/shared/api/generated/types.gen";

export type Standing = "nobody" | "deleted" | "queued" | "running" | "cancelled" | "failed" | "done";

/** How a backtest stands: as its work does, or over without anybody to play. */
export function standing({ operation, counts }: Pick<BacktestView, "operation" | "counts">): Standing {
  if (operation.status !== "done" || counts.contacts > 0) return operation.status;
  return (counts.left_out.deleted ?? 0) > 0 ? "deleted" : "nobody";
}

/** How many more the draft has still on their way: what they would yet do is missing on its side only. */
export const stillOnTheWay = ({ live, draft }: Pick<BacktestView["counts"], "live" | "draft">): number =>
  Math.max(0, (draft.ended.under_way ?? 0) - (live.ended.under_way ?? 0));
