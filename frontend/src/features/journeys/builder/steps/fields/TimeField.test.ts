import { describe, expect, it } from "vitest";
import { readTime } from "./TimeField";

describe("times of day", () => {
  it("are understood as people type them, and half a time is never stored", () => {
    expect(["9", "9:05", "0930", "１８：００", "24:00", "9:", "朝"].map(readTime)).toEqual([
      "09:00",
      "09:05",
      "09:30",
      "18:00",
      null,
      null,
      null,
    ]);
  });
});
