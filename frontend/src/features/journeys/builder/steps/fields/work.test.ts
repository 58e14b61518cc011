import { describe, expect, it } from "vitest";
import { peopleOf } from "./AssigneeField";
import { pairsOf } from "./PairsField";

describe("who takes turns", () => {
  it("is one fixed person when only one is left, so that no list of one goes round", () => {
    expect(peopleOf(["a"], [{ account: "a", weight: 3 }])).toEqual({ account: "a", among: [] });
    expect(peopleOf([], [])).toEqual({ account: null, among: [] });
  });

  it("keeps its weight when somebody joins", () => {
    expect(peopleOf(["a", "b"], [{ account: "a", weight: 3 }]).among).toEqual([
      { account: "a", weight: 3 },
      { account: "b", weight: 1 },
    ]);
  });
});

describe("rows of names and values", () => {
  it("are passed on only when whole, so that a half-typed row never makes a draft unreadable", () => {
    const rows = [
      { name: "plan", value: "data.plan" },
      { name: "プラン", value: "data.plan" },
      { name: "empty", value: " " },
      { name: "", value: "x" },
    ];
    expect(pairsOf(rows)).toEqual({ plan: "data.plan" });
  });
});
