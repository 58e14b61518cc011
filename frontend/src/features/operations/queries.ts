import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getOperationOptions, listOperationsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { OperationView } from "@/shared/api/generated/types.gen";

const OVER = new Set<OperationView["status"]>(["done", "cancelled", "failed"]);

export function isOver(operation: Pick<OperationView, "status">): boolean {
  return OVER.has(operation.status);
}

/** Keys of the list of all work, and of the newest of it that the top bar looks at. */
export const OPERATIONS = ["operations"] as const;
export const RUNNING = { query: { limit: 20 } };

// The server tells every change (live.ts); these look after what a broken stream would have missed.
const ONE_MS = 10_000;
const ALL_MS = 60_000;

/** One piece of long work, as it goes on. */
export function useOperation(id: string | null | undefined) {
  return useQuery({
    ...getOperationOptions({ path: { operation_id: id ?? "" } }),
    enabled: Boolean(id),
    refetchInterval: (query) => (query.state.data && isOver(query.state.data) ? false : ONE_MS),
  });
}

/** Work that is queued or running now. */
export function useRunningOperations() {
  return useQuery({
    ...listOperationsOptions(RUNNING),
    select: (page) => page.items.filter((operation) => !isOver(operation)),
    refetchInterval: ALL_MS,
  });
}

/** How much of some work is done, 0 to 100; null while nobody knows how much there is. */
export function percentOf(operations: OperationView[]): number | null {
  const known = operations.filter(({ total }) => total);
  const total = known.reduce((sum, operation) => sum + (operation.total ?? 0), 0);
  const done = known.reduce((sum, operation) => sum + Math.min(operation.done, operation.total ?? 0), 0);
  return total > 0 ? Math.floor((done / total) * 100) : null;
}

/** The name of a kind of work; a kind nobody has named yet is shown as it is. */
export function useOperationKind(): (kind: string) => string {
  const { t, i18n } = useTranslation();
  return (kind) => {
    const key = `operationKind.${kind}`;
    return i18n.exists(key) ? t(key as "operationKind.import") : kind;
  };
}
