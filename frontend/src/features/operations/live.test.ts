import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import {
  getOperationQueryKey,
  listOperationsQueryKey,
} from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ListOperationsResponse, OperationView } from "@/shared/api/generated/types.gen";
import { keep } from "./live";
import { OPERATIONS, RUNNING } from "./queries";

function operation(id: string, part: Partial<OperationView> = {}): OperationView {
  return {
    id,
    kind: "contact_import",
    status: "running",
    total: 100,
    done: 10,
    cancel_requested: false,
    params: {},
    result: {},
    error: null,
    created_at: "2026-04-01T00:00:00Z",
    finished_at: null,
    ...part,
  };
}

function cache() {
  const client = new QueryClient();
  client.setQueryData(listOperationsQueryKey(RUNNING), { items: [operation("1")], next_cursor: null });
  client.setQueryData(OPERATIONS, {
    pages: [{ items: [operation("2"), operation("1")], next_cursor: null }],
    pageParams: [undefined],
  });
  return client;
}

const rows = (client: QueryClient) =>
  client
    .getQueryData<{ pages: ListOperationsResponse[] }>(OPERATIONS)
    ?.pages[0]?.items.map(({ id, done }) => [id, done]);

describe("progress that is told", () => {
  it("shows in the header, the list and the operation's page alike", () => {
    const client = cache();
    keep(client, operation("1", { done: 60 }));
    expect(rows(client)).toEqual([
      ["2", 10],
      ["1", 60],
    ]);
    expect(client.getQueryData<ListOperationsResponse>(listOperationsQueryKey(RUNNING))?.items[0]?.done).toBe(
      60,
    );
    expect(client.getQueryData(getOperationQueryKey({ path: { operation_id: "1" } }))).toMatchObject({
      done: 60,
    });
  });

  it("puts work that somebody else just began at the top", () => {
    const client = cache();
    keep(client, operation("3", { done: 0 }));
    expect(rows(client)?.[0]).toEqual(["3", 0]);
  });

  it("reads everything again once when work ends, since counts elsewhere are old", () => {
    const client = cache();
    const read = vi.spyOn(client, "invalidateQueries");
    keep(client, operation("1", { status: "done", done: 100 }));
    keep(client, operation("1", { status: "done", done: 100 }));
    expect(read).toHaveBeenCalledOnce();
  });
});
