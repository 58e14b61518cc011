import type { SavedViewView, ViewWrite } from "@/shared/api/generated/types.gen";
import { COLUMNS, type ContactSearch, readSearch } from "./filter";

/** What a view leads to: the address of the list, and the columns it hides. */
export function placeOf(view: SavedViewView): { search: ContactSearch; hidden: Set<string> } {
  const shown = new Set<string>(view.columns);
  return {
    search: readSearch({ ...view.filter, sort: view.sort }),
    hidden: new Set(COLUMNS.filter((column) => !shown.has(column))),
  };
}

/** The list as it is on screen, under a name. */
export function viewOf(
  search: ContactSearch,
  hidden: ReadonlySet<string>,
  { name, shared }: Pick<ViewWrite, "name" | "shared">,
): ViewWrite {
  return {
    name: name.trim(),
    shared,
    filter: {
      q: search.q ?? "",
      stage: search.stage ?? [],
      tag: search.tag ?? [],
      domain_class: search.domain_class ?? [],
    },
    sort: search.sort ?? "-created_at",
    columns: COLUMNS.filter((column) => !hidden.has(column)),
  };
}

/** Whether the list shows just what the view says. */
export function isShown(view: SavedViewView, search: ContactSearch, hidden: ReadonlySet<string>): boolean {
  const now = viewOf(search, hidden, view);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const sorted = (values: readonly string[] = []) => [...values].sort();
  return (
    now.sort === view.sort &&
    (view.filter.q ?? "") === now.filter.q &&
    same(sorted(now.filter.stage), sorted(view.filter.stage)) &&
    same(sorted(now.filter.tag), sorted(view.filter.tag)) &&
    same(sorted(now.filter.domain_class), sorted(view.filter.domain_class)) &&
    same(sorted(now.columns), sorted(view.columns))
  );
}
