import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

interface PageOf<Row> {
  items: Row[];
  next_cursor: string | null;
}

type Load<Row> = (cursor: string | undefined, signal: AbortSignal) => Promise<{ data: PageOf<Row> }>;

/** A cursor-paged list: rows so far, and `more` when there are further ones. Keeps old rows while filters change. */
export function usePages<Row>(key: readonly unknown[], load: Load<Row>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => (await load(pageParam, signal)).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const more = query.hasNextPage
    ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage }
    : undefined;
  return { rows, more, query };
}
