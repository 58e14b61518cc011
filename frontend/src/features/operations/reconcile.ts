import { queryOptions } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { OperationView, ReconcileLook, ReconcileState } from "@/shared/api/generated/types.gen";

const throwOnError = true;
const LATE_MS = 5 * 60_000;

/** When engine and database were compared last, by workers and by hand, and what was found. */
export const reconcileQuery = queryOptions({
  queryKey: ["reconcile"],
  queryFn: async (): Promise<ReconcileState> => (await sdk.getReconcileState({ throwOnError })).data,
  refetchInterval: 15_000,
});

export async function startReconcile(dryRun: boolean, reason: string): Promise<OperationView> {
  return (await sdk.reconcile({ body: { dry_run: dryRun, reason }, throwOnError })).data;
}

/** Workers look every two minutes: where the newest look is older than a few of those, none may be running. */
export function isLate(looks: readonly Pick<ReconcileLook, "at">[], now: number): boolean {
  const newest = Math.max(...looks.map(({ at }) => Date.parse(at)));
  return looks.length > 0 && now - newest > LATE_MS;
}

/** What was found, without what there was none of. */
export function foundIn(result: Record<string, unknown>): [name: string, count: number][] {
  return Object.entries(result).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0,
  );
}
