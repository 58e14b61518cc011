import type { ReactNode } from "react";
import type { usePages } from "@/shared/api/use-pages";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";

interface Props<Row> {
  pages: ReturnType<typeof usePages<Row>>;
  children: (rows: Row[]) => ReactNode;
}

/** A paged list in its three faces. */
export function PagesView<Row>({ pages, children }: Props<Row>) {
  if (pages.rows) return children(pages.rows);
  if (pages.query.error) {
    return <ErrorState error={pages.query.error} retry={() => void pages.query.refetch()} />;
  }
  return <Loading lines={8} />;
}
