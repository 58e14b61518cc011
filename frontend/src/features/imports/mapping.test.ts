import { describe, expect, it } from "vitest";
import { mappingProblems, ownField, proposeKey } from "./mapping";

describe("mappingProblems", () => {
  it("stops a list without addresses before anything is uploaded again", () => {
    expect(mappingProblems({ 姓: "last_name" })).toEqual([{ kind: "no_email", columns: [] }]);
  });

  it("names both columns that would overwrite each other", () => {
    const problems = mappingProblems({ メール: "email", 電話: "phone", 携帯: "phone" });
    expect(problems).toEqual([{ kind: "twice", columns: ["電話", "携帯"], field: "phone" }]);
  });

  it("refuses a key that no template could name", () => {
    expect(mappingProblems({ メール: "email", 趣味: ownField("趣味") })[0]?.kind).toBe("key");
  });

  it("is quiet when all is well, whatever is left out", () => {
    expect(mappingProblems({ メール: "email", 備考: null })).toEqual([]);
  });
});

describe("proposeKey", () => {
  it("uses a plain name and falls back to the place of the column", () => {
    expect(proposeKey("Seminar 2026", 3)).toBe("seminar_2026");
    expect(proposeKey("趣味", 3)).toBe("column_4");
  });
});
