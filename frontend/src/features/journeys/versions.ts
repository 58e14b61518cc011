/** What becomes of the people on earlier versions when one is published. Pure. */
import type { PeopleChoice, WaitingPeople } from "@/shared/api/generated/types.gen";

export type Fate = PeopleChoice["choice"];
export type Fates = Readonly<Record<string, PeopleChoice>>;

/** What is said for those at a step; who is not spoken of stays. */
export const fateOf = (fates: Fates, node: string): PeopleChoice => fates[node] ?? { choice: "stay" };

/** The choices as the server takes them: those who stay are left out, and so is a redirect to nowhere. */
export function spokenOf(fates: Fates): Record<string, PeopleChoice> {
  return Object.fromEntries(Object.entries(fates).filter(([, { choice }]) => choice !== "stay"));
}

/** Those of the choices that are whole, for asking what they bring. */
export const decidedOf = (fates: Fates): Record<string, PeopleChoice> =>
  Object.fromEntries(
    Object.entries(spokenOf(fates)).filter(([, { choice, to }]) => choice !== "redirect" || to),
  );

/** Somebody is to be redirected, but not yet to where. */
export const isOpen = (fates: Fates): boolean =>
  Object.values(fates).some(({ choice, to }) => choice === "redirect" && !to);

/** Everybody who can be taken along; where a step is gone, they stay until a place is chosen. */
export function allAlong(waiting: readonly WaitingPeople[]): Fates {
  const along = waiting.filter(({ choices }) => choices.includes("migrate"));
  return Object.fromEntries(along.map(({ node }) => [node, { choice: "migrate" as const }]));
}

/** How many leave the version they are on. */
export function peopleMoved(waiting: readonly WaitingPeople[], fates: Fates): number {
  return waiting
    .filter(({ node }) => fateOf(fates, node).choice !== "stay")
    .reduce((sum, { people }) => sum + people, 0);
}
