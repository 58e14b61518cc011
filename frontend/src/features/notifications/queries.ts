import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  countUnreadNotifications,
  listNotifications,
  readNotifications,
} from "@/shared/api/generated/sdk.gen";
import type { UnreadCount } from "@/shared/api/generated/types.gen";
import { useServerEvents } from "@/shared/api/use-server-events";

export const NOTIFICATIONS = ["notifications"] as const;
const SHOWN = 8;
const UNREAD = [...NOTIFICATIONS, "unread"] as const;

/** How many are unread, told by the server as it changes; when the stream comes back it is read anew. */
export function useUnread(): number {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: UNREAD,
    queryFn: async ({ signal }) =>
      (await countUnreadNotifications({ signal, throwOnError: true })).data.unread,
    meta: { quiet: true },
  });
  useServerEvents(
    {
      unread: (data) => {
        const told = (data as UnreadCount | null)?.unread;
        if (told === undefined || told === client.getQueryData(UNREAD)) return;
        client.setQueryData(UNREAD, told);
        void client.invalidateQueries({ queryKey: NOTIFICATIONS });
      },
    },
    { onOpen: () => void client.invalidateQueries({ queryKey: UNREAD }) },
  );
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
