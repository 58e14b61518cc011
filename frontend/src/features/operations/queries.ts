import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getOperationOptions, listOperationsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { OperationView } from "@/shared/api/generated/types.gen";

const OVER = new Set<OperationView["status"]>(["done", "cancelled", "failed"]);

export function isOver(operation: Pick<OperationView, "status">): boolean {
  return OVER.has(operation.status);
}

/** One piece of long work, read again every second until it is over. */
export function useOperation(id: string | null | undefined) {
  return useQuery({
    ...getOperationOptions({ path: { operation_id: id ?? "" } }),
    enabled: Boolean(id),
    refetchInterval: (query) => (query.state.data && isOver(query.state.data) ? false : 1000),
  });
}

/** Work that is queued or running: looked for every few seconds, every second while there is some. */
export function useRunningOperations() {
  return useQuery({
    ...listOperationsOptions({ query: { limit: 20 } }),
    select: (page) => page.items.filter((operation) => !isOver(operation)),
    refetchInterval: (query) => (query.state.data?.items.some((item) => !isOver(item)) ? 1000 : 8000),
  });
}

/** The name of a kind of work; a kind nobody has named yet is shown as it is. */
export function useOperationKind(): (kind: string) => string {
  const { t, i18n } = useTranslation();
  return (kind) => {
    const key = `operationKind.${kind}`;
    return i18n.exists(key) ? t(key as "operationKind.import") : kind;
  };
}
