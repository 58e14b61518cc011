import { describe, expect, it } from "vitest";
import { foundIn, isLate } from "./reconcile";

const NOW = Date.parse("2026-12-01T09:10:00Z");

describe("the engine's check", () => {
  it("warns when no worker has looked for some time, so that a dead worker is not taken for a healthy engine", () => {
    const [start, regular] = [{ at: "2026-12-01T08:00:00Z" }, { at: "2026-12-01T09:08:30Z" }];
    expect(isLate([start, regular], NOW)).toBe(false);
    expect(isLate([start], NOW)).toBe(true);
    expect(isLate([], NOW)).toBe(false);
  });

  it("names only what did not fit, so that seven zeros do not hide the one that matters", () => {
    expect(foundIn({ cohorts_without_workflow: 2, cohorts_overdue: 0, note: "x" })).toEqual([
      ["cohorts_without_workflow", 2],
    ]);
  });
});
