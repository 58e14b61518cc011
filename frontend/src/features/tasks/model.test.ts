import { describe, expect, it } from "vitest";
import { dueOf, laterAt, neighbourOf, nextAfter, outcomesOf } from "./model";

const now = new Date(2026, 11, 2, 15, 0); // a Wednesday
const at = (day: number, hour: number) => new Date(2026, 11, day, hour).toISOString();

describe("due dates", () => {
  it("tell what is late from what is only for today, so that nothing late looks harmless", () => {
    expect(dueOf({ due_at: at(2, 14) }, now.getTime())).toBe("overdue");
    expect(dueOf({ due_at: at(2, 18) }, now.getTime())).toBe("today");
    expect(dueOf({ due_at: at(3, 0) }, now.getTime())).toBe("later");
    expect(dueOf({ due_at: null }, now.getTime())).toBe("none");
  });

  it("put off to a working hour, also from a Sunday or a Monday", () => {
    expect(laterAt("hour", now)).toEqual(new Date(2026, 11, 2, 16, 0));
    expect(laterAt("tomorrow", now)).toEqual(new Date(2026, 11, 3, 9, 0));
    expect(laterAt("monday", now)).toEqual(new Date(2026, 11, 7, 9, 0));
    expect(laterAt("monday", new Date(2026, 11, 6, 20))).toEqual(new Date(2026, 11, 7, 9, 0));
    expect(laterAt("monday", new Date(2026, 11, 7, 8))).toEqual(new Date(2026, 11, 14, 9, 0));
  });
});

describe("the queue", () => {
  it("goes on with the one below, and back up after the last, so that the pane is never left on a finished task", () => {
    expect(nextAfter(["a", "b", "c"], "a")).toBe("b");
    expect(nextAfter(["a", "b", "c"], "c")).toBe("b");
    expect(nextAfter(["a"], "a")).toBeNull();
  });

  it("stops at both ends and begins at the top", () => {
    expect(neighbourOf(["a", "b"], undefined, 1)).toBe("a");
    expect(neighbourOf(["a", "b"], "b", 1)).toBeNull();
    expect(neighbourOf(["a", "b"], "b", -1)).toBe("a");
  });

  it("offers what can come of a call only for calls", () => {
    expect(outcomesOf("call")).toContain("no_answer");
    expect(outcomesOf("todo")).not.toContain("no_answer");
  });
});
