import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  countUnreadNotifications,
  listNotifications,
  readNotifications,
} from "@/shared/api/generated/sdk.gen";

export const NOTIFICATIONS = ["notifications"] as const;
const SHOWN = 8;
const EVERY_MS = 15_000;

/** How many are unread; looked at again and again, since a reaction is worth little an hour later. */
export function useUnread(): number {
  const query = useQuery({
    queryKey: [...NOTIFICATIONS, "unread"],
    queryFn: async ({ signal }) =>
      (await countUnreadNotifications({ signal, throwOnError: true })).data.unread,
    refetchInterval: EVERY_MS,
    meta: { quiet: true },
  });
  return query.data ?? 0;
}

/** The newest ones, read when somebody looks. */
export function useNewest(enabled: boolean) {
  return useQuery({
    queryKey: [...NOTIFICATIONS, "newest"],
    queryFn: async ({ signal }) =>
      (await listNotifications({ query: { limit: SHOWN }, signal, throwOnError: true })).data.items,
    enabled,
    staleTime: 0,
  });
}

/** Marks some as read, or all of them. */
export function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[] | null) => readNotifications({ body: { ids }, throwOnError: true }),
    onSuccess: () => client.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
}
