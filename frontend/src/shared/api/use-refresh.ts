import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Everything on screen is read again: after a change, counts and lists elsewhere are old too. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" }),
    [client],
  );
}
