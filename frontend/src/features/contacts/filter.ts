import type { ContactFilter, ListContactsData } from "@/shared/api/generated/types.gen";

type Query = NonNullable<ListContactsData["query"]>;

export const STAGES = [
  "lead",
  "mql",
  "sql",
  "opportunity",
  "customer",
  "reengagement",
  "disqualified",
  "internal",
] as const;
export const DOMAIN_CLASSES = ["corporate", "free_mail", "competitor", "own"] as const;
export const COLUMNS = ["company", "title", "stage", "score", "tags", "domain_class", "created_at"] as const;
export const SORTS = ["-created_at", "created_at", "-updated_at", "-score", "email"] as const;

/** What the list is narrowed to; it lives in the address, so that a list can be shared and come back to. */
export interface ContactSearch {
  q?: string;
  stage?: (typeof STAGES)[number][];
  tag?: string[];
  domain_class?: (typeof DOMAIN_CLASSES)[number][];
  sort?: (typeof SORTS)[number];
}

function known<Value extends string>(values: readonly Value[], given: unknown): Value[] | undefined {
  const found = Array.isArray(given) ? values.filter((value) => given.includes(value)) : [];
  return found.length > 0 ? found : undefined;
}

/** Reads the address; anything it does not understand is left out. */
export function readSearch(search: Record<string, unknown>): ContactSearch {
  const tags = Array.isArray(search.tag) ? search.tag.map(String).filter(Boolean) : [];
  return {
    q: typeof search.q === "string" && search.q !== "" ? search.q : undefined,
    stage: known(STAGES, search.stage),
    tag: tags.length > 0 ? tags : undefined,
    domain_class: known(DOMAIN_CLASSES, search.domain_class),
    sort: SORTS.find((value) => value === search.sort),
  };
}

/** The same as parameters of the API. */
export function toQuery({ q, stage, tag, domain_class, sort }: ContactSearch): Query {
  return { q: q ?? "", stage, tag, domain_class, ...(sort && { sort }) };
}

/** How many filters are on; the search text is not one. */
export function countFilters(search: ContactSearch): number {
  return (search.stage?.length ?? 0) + (search.tag?.length ?? 0) + (search.domain_class?.length ?? 0);
}

type Condition = NonNullable<ContactFilter["condition"]>;

/** The same people as a selection to enroll. Tags all have to be there; stages and domains are alternatives. */
export function toSelection(search: ContactSearch): ContactFilter {
  const parts: Condition[] = [];
  if (search.stage) parts.push({ field: "stage", op: "in", value: search.stage } as Condition);
  if (search.domain_class)
    parts.push({ field: "domain_class", op: "in", value: search.domain_class } as Condition);
  for (const tag of search.tag ?? []) parts.push({ tag } as Condition);
  return {
    ...(search.q && { q: search.q }),
    ...(parts.length > 0 && { condition: { all: parts } as Condition }),
  };
}
