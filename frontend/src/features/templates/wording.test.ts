import { describe, expect, it } from "vitest";
import { FIRST_WORDING, insertField, sameWording } from "./wording";

describe("insertField", () => {
  it("writes where the cursor is and leaves the rest alone", () => {
    expect(insertField("こんにちは。", "last_name", { start: 5, end: 5 })).toEqual({
      text: "こんにちは{{ last_name }}。",
      cursor: 20,
    });
  });

  it("replaces what is selected", () => {
    expect(insertField("NAME 様", "last_name", { start: 0, end: 4 }).text).toBe("{{ last_name }} 様");
  });
});

describe("sameWording", () => {
  it("notices a change of any part, so that no edit is lost without a question", () => {
    expect(sameWording(FIRST_WORDING, { ...FIRST_WORDING, preheader: "x" })).toBe(false);
    expect(sameWording(FIRST_WORDING, { ...FIRST_WORDING })).toBe(true);
  });
});
