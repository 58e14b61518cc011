/** What the server answers about people who are to be put right. */

export type Count = Record<string, number>;
export const ATTENTION_KINDS = ["errored", "unconfirmed", "stuck"] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

export type AttentionRow = {
  enrollment_id: string;
  message_id: string | null;
  journey: { id: string; name: string };
  contact: { id: string; name: string; email: string };
  node: string | null;
  code: string | null;
  at: string;
};
export type AttentionPlace = {
  journey: { id: string; name: string };
  node: string | null;
  people: number;
};

/** Where those shown stand: how many at each step of each journey, the most first. */
export function placesOf(rows: readonly AttentionRow[]): AttentionPlace[] {
  const places = new Map<string, AttentionPlace>();
  for (const { journey, node } of rows) {
    const key = `${journey.id} ${node}`;
    const place = places.get(key) ?? { journey, node, people: 0 };
    places.set(key, { ...place, people: place.people + 1 });
  }
  return [...places.values()].sort((a, b) => b.people - a.people);
}
