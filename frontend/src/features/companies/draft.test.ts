import { describe, expect, it } from "vitest";
import type { CompanyView } from "@/shared/api/generated/types.gen";
import { AS_CONTACTS, changesOf, draftOf } from "./draft";

const COMPANY = {
  stage: "mql",
  stage_by_hand: false,
  industry: "製造",
  employees: 10,
  prefecture: "愛知県",
  note: "",
} as CompanyView;

describe("editing a company", () => {
  it("does not fix a stage by hand when only the note is changed", () => {
    const before = draftOf(COMPANY);
    expect(before.stage).toBe(AS_CONTACTS);
    expect(changesOf(before, { ...before, note: "年度末に予算" })).toEqual({ note: "年度末に予算" });
  });

  it("can empty the number of employees", () => {
    const before = draftOf(COMPANY);
    expect(changesOf(before, { ...before, employees: null })).toEqual({ employees: null });
  });
});
