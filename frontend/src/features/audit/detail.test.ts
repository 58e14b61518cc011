import { describe, expect, it } from "vitest";
import { detailParts } from "./detail";

describe("detailParts", () => {
  it("shows both sides of a change, so that the log answers what it was before", () => {
    expect(detailParts({ role: { from: "viewer", to: "admin" } })).toEqual([["role", "viewer → admin"]]);
  });

  it("does not hide that a value was emptied", () => {
    expect(detailParts({ legal_name: { from: "旧社名", to: "" } })).toEqual([["legal_name", "旧社名 → —"]]);
  });

  it("lists changed fields one by one instead of as JSON", () => {
    expect(detailParts({ changes: { title: { from: "", to: "部長" }, score: { from: 0, to: 5 } } })).toEqual([
      ["title", "— → 部長"],
      ["score", "0 → 5"],
    ]);
  });

  it("says of a filter only what narrowed it, so that ids and switches left off do not hide the rest", () => {
    const filter = { journey_id: "01a1", stuck: false, status: "errored" };
    expect(detailParts({ moved: 3, selection: filter })).toEqual([
      ["moved", "3"],
      ["status", "errored"],
    ]);
  });

  it("tells moments in the reader's time, not as the machine writes them", () => {
    const [, told] = detailParts({ unknown_from: "2026-11-21T15:37:56.234730+00:00" })[0] ?? [];
    expect(told).toMatch(/^2026年11月22日.* 0:37$/);
  });

  it("cuts a value that would fill the page", () => {
    const [, value] = detailParts({ body: "あ".repeat(1000) })[0] ?? [];
    expect(value).toHaveLength(161);
  });
});
