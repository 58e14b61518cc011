export type Mapping = Record<string, string | null>;

const OWN = "attributes.";
const OWN_KEY = /^[a-z][a-z0-9_]{0,39}$/;

export interface MappingProblem {
  kind: "no_email" | "twice" | "key";
  columns: string[];
  field?: string;
}

/** What has to be settled before the mapping can be tried; empty when it can. */
export function mappingProblems(mapping: Mapping): MappingProblem[] {
  const byField = new Map<string, string[]>();
  for (const [column, field] of Object.entries(mapping)) {
    if (field) byField.set(field, [...(byField.get(field) ?? []), column]);
  }
  const problems: MappingProblem[] = [];
  if (!byField.has("email")) problems.push({ kind: "no_email", columns: [] });
  for (const [field, columns] of byField) {
    if (columns.length > 1) problems.push({ kind: "twice", columns, field });
    if (isOwn(field) && !OWN_KEY.test(ownKey(field))) problems.push({ kind: "key", columns, field });
  }
  return problems;
}

/** A field of the customer's own, kept under a key. */
export function isOwn(field: string | null | undefined): field is string {
  return field?.startsWith(OWN) ?? false;
}

export function ownKey(field: string): string {
  return field.slice(OWN.length);
}

export function ownField(key: string): string {
  return OWN + key;
}

/** A first key for a column: its own name when that is plain, else its place. */
export function proposeKey(column: string, index: number): string {
  const plain = column
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40);
  return plain || `column_${index + 1}`;
}
