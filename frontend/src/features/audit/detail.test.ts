import { describe, expect, it } from "vitest";
import { detailParts } from "./detail";

const WORDS: Record<string, string> = {
  viewer: "閲覧者",
  admin: "管理者",
  not_waiting: "待機中ではありません",
};
const said = (detail: Record<string, unknown>) =>
  detailParts(detail, (_, code) => WORDS[code] ?? null).map(({ name, text }) => [name, text]);

describe("detailParts", () => {
  it("shows both sides of a change in words, so that the log answers what it was before", () => {
    expect(said({ changes: { role: { from: "viewer", to: "admin" } } })).toEqual([
      ["role", "閲覧者 → 管理者"],
    ]);
  });

  it("writes large numbers as they are read", () => {
    expect(said({ people: 1853, version: 1 })).toEqual([
      ["people", "1,853"],
      ["version", "1"],
    ]);
  });

  it("does not hide that a value was emptied", () => {
    expect(said({ legal_name: { from: "旧社名", to: "" } })).toEqual([["legal_name", "旧社名 → —"]]);
  });

  it("lists changed fields one by one instead of as JSON", () => {
    expect(said({ changes: { title: { from: "", to: "部長" }, score: { from: 0, to: 5 } } })).toEqual([
      ["title", "— → 部長"],
      ["score", "0 → 5"],
    ]);
  });

  it("shows of a group of values those that changed, instead of both groups as JSON", () => {
    const domains = {
      from: { own: ["a.example"], competitor: [] },
      to: { own: ["a.example"], competitor: ["b.example"] },
    };
    expect(said({ changes: { domains, cap: { from: null, to: { max: 3 } } } })).toEqual([
      ["competitor", "— → b.example"],
      ["max", "— → 3"],
    ]);
  });

  it("says why others were left out, by words and numbers instead of JSON", () => {
    expect(said({ refused: { not_waiting: 3, ended: 1 }, left_out: {} })).toEqual([
      ["refused", "待機中ではありません: 3, ended: 1"],
    ]);
  });

  it("links what has a page instead of showing its id, and leaves out ids that say nothing", () => {
    const detail = { operation: "01a1", import_id: "01b2", message: "01c3", ids: ["01d4"] };
    expect(detailParts(detail, () => null)).toEqual([
      { name: "operation", text: "", to: "/operations/01a1" },
      { name: "import_id", text: "", to: "/contacts/import/01b2" },
    ]);
  });

  it("tells moments in the reader's time, not as the machine writes them", () => {
    const [, told] = said({ unknown_from: "2026-11-21T15:37:56.234730+00:00" })[0] ?? [];
    expect(told).toMatch(/^2026年11月22日.* 0:37$/);
  });

  it("cuts a value that would fill the page", () => {
    const [, value] = said({ body: "あ".repeat(1000) })[0] ?? [];
    expect(value).toHaveLength(161);
  });
});
