import { describe, expect, it } from "vitest";
import type { WaitingPeople } from "@/shared/api/generated/types.gen";
import { allAlong, decidedOf, isOpen, peopleMoved, spokenOf } from "./versions";

const at = (node: string, people: number, exists: boolean): WaitingPeople => ({
  node,
  title: null,
  kind: "wait",
  people,
  parked: 0,
  versions: { 1: people },
  exists_in_new: exists,
  same_kind: exists,
  changed: false,
  choices: exists ? ["stay", "migrate", "redirect", "exit"] : ["stay", "redirect", "exit"],
});

describe("what becomes of people when a version is published", () => {
  const waiting = [at("later", 3, true), at("gone", 2, false)];

  it("leaves whoever is not spoken of where they are, so that publishing alone moves nobody", () => {
    expect(spokenOf({ later: { choice: "stay" } })).toEqual({});
    expect(peopleMoved(waiting, {})).toBe(0);
  });

  it("never takes people along to a step the new version does not have", () => {
    expect(allAlong(waiting)).toEqual({ later: { choice: "migrate" } });
    expect(peopleMoved(waiting, allAlong(waiting))).toBe(3);
  });

  it("is not ready while a redirect has no target", () => {
    expect(isOpen({ gone: { choice: "redirect" } })).toBe(true);
    expect(isOpen({ gone: { choice: "redirect", to: "end" } })).toBe(false);
  });

  it("does not ask what a redirect to nowhere would bring, which would be refused", () => {
    expect(decidedOf({ gone: { choice: "redirect" }, later: { choice: "migrate" } })).toEqual({
      later: { choice: "migrate" },
    });
    expect(decidedOf({ gone: { choice: "redirect", to: "end" } })).toEqual({
      gone: { choice: "redirect", to: "end" },
    });
  });
});
