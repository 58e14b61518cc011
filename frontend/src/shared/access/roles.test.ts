import { describe, expect, it } from "vitest";
import { may, PERMISSIONS, type Permission } from "./roles";

describe("roles", () => {
  const all = Object.keys(PERMISSIONS) as Permission[];

  it("let a viewer change nothing", () => {
    expect(all.filter((permission) => may("viewer", permission))).toEqual([]);
  });

  it("keep a rep from controlling journeys", () => {
    expect(may("rep", "controlJourneys")).toBe(false);
    expect(may("rep", "enroll")).toBe(true);
  });

  it("give an admin everything, and nobody signed out anything", () => {
    expect(all.every((permission) => may("admin", permission))).toBe(true);
    expect(all.some((permission) => may(undefined, permission))).toBe(false);
  });
});
