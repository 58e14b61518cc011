import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ListInboxResponse } from "@/shared/api/generated/types.gen";

type Pages = InfiniteData<ListInboxResponse>;

/** The list with this mail read; undefined when there is nothing to change. */
export function markRead(pages: Pages | undefined, id: string): Pages | undefined {
  const unread = pages?.pages.some((page) => page.items.some((row) => row.id === id && !row.read));
  if (!pages || !unread) return undefined;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.map((row) => (row.id === id ? { ...row, read: true } : row)),
    })),
  };
}

/**
 * Reading a mail marks it as read on the server; every list in the cache shows it at once. `lists` changes with each
 * list that arrives: one that was asked for before the mail was read may come after it.
 */
export function useMarkRead(id: string, opened: boolean, lists: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!opened || !lists) return;
    client.setQueriesData<Pages>({ queryKey: ["inbox"] }, (pages) => markRead(pages, id));
  }, [client, id, opened, lists]);
}
