import type { OperationView } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";

/** Counts of a result, for a list of facts; anything that is not one value is left to the feature's own page. */
export function resultFacts(result: Record<string, unknown>): [key: string, value: string][] {
  return Object.entries(result).flatMap(([key, value]): [string, string][] => {
    if (typeof value === "number") return [[key, formatNumber(value)]];
    return typeof value === "string" && value ? [[key, value]] : [];
  });
}

/** The page where the outcome of the work is seen, when there is one. */
export function placeOf(operation: OperationView): string | null {
  if (operation.kind === "backtest") {
    return `/journeys/${String(operation.params.journey_id)}/backtests/${operation.id}`;
  }
  const { import_id: importId, journey_id: journeyId } = operation.params;
  if (typeof importId === "string") return `/contacts/import/${importId}`;
  if (typeof journeyId === "string") return `/journeys/${journeyId}`;
  const filtered = filterOf(operation.params)?.journey_id;
  return typeof filtered === "string" ? `/journeys/${filtered}` : null;
}

/** People the work left alone, by reason. */
export function refusedIn({ refused }: Record<string, unknown>): Record<string, number> {
  if (typeof refused !== "object" || refused === null) return {};
  return Object.fromEntries(Object.entries(refused).filter(([, count]) => typeof count === "number"));
}

/** How many were done when the work was cancelled, and how many are as they were. */
export const partsOf = ({ done, total }: OperationView) => ({
  done: formatNumber(done),
  left: formatNumber(Math.max(0, (total ?? done) - done)),
});

/** What was asked for, and by whom and why, where people were acted on. */
export function orderIn({ action, by, reason }: Record<string, unknown>) {
  const text = (value: unknown) => (typeof value === "string" && value ? value : null);
  return { action: text(action), by: text(by), reason: text(reason) };
}

function filterOf({ selection }: Record<string, unknown>): Record<string, unknown> | null {
  const { filter } = (selection ?? {}) as { filter?: Record<string, unknown> | null };
  return filter ?? null;
}
