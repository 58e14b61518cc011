import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";

interface Props<Data> {
  query: UseQueryResult<Data, unknown>;
  children: (data: Data) => ReactNode;
  loading?: ReactNode;
}

/** Loading, refused or there: the three faces of everything that comes from the server. */
export function QueryView<Data>({ query, children, loading }: Props<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return loading ?? <Loading />;
}
