import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import {
  getOperationQueryKey,
  listOperationsQueryKey,
} from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ListOperationsResponse, OperationView } from "@/shared/api/generated/types.gen";
import { useServerEvents } from "@/shared/api/use-server-events";
import { isOver, OPERATIONS, RUNNING } from "./queries";

/** Progress as the server tells it, straight into what every page reads. Used once, by the frame around all pages. */
export function useLiveOperations(): void {
  const client = useQueryClient();
  const read = () => {
    void client.invalidateQueries({ queryKey: OPERATIONS });
    void client.invalidateQueries({ queryKey: listOperationsQueryKey(RUNNING) });
  };
  useServerEvents({ operation: (data) => isOperation(data) && keep(client, data) }, { onOpen: read });
}

function isOperation(data: unknown): data is OperationView {
  return typeof data === "object" && data !== null && "id" in data && "status" in data;
}

/** Puts one operation into every list and page of the cache; one that just ended makes everything else old. */
export function keep(client: QueryClient, operation: OperationView): void {
  const one = getOperationQueryKey({ path: { operation_id: operation.id } });
  const list = listOperationsQueryKey(RUNNING);
  const known =
    client.getQueryData<OperationView>(one) ??
    client.getQueryData<ListOperationsResponse>(list)?.items.find(({ id }) => id === operation.id);
  client.setQueryData(one, operation);
  client.setQueryData<ListOperationsResponse>(list, (page) => page && withOperation(page, operation));
  client.setQueryData<InfiniteData<ListOperationsResponse>>(
    OPERATIONS,
    (pages) => pages && inPages(pages, operation),
  );
  if (known && !isOver(known) && isOver(operation)) {
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  }
}

function inPages(pages: InfiniteData<ListOperationsResponse>, operation: OperationView) {
  const at = pages.pages.findIndex((page) => page.items.some(({ id }) => id === operation.id));
  const place = Math.max(0, at);
  return {
    ...pages,
    pages: pages.pages.map((page, index) => (index === place ? withOperation(page, operation) : page)),
  };
}

/** In its place when the page has it, at the top when it is new: ids sort by time. */
function withOperation(page: ListOperationsResponse, operation: OperationView): ListOperationsResponse {
  const known = page.items.some(({ id }) => id === operation.id);
  const items = known
    ? page.items.map((item) => (item.id === operation.id ? operation : item))
    : [operation, ...page.items].sort((a, b) => (a.id < b.id ? 1 : -1));
  return { ...page, items };
}
