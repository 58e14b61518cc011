import { describe, expect, it } from "vitest";
import { countFilters, readSearch, toQuery, toSelection } from "./filter";

describe("contact filters", () => {
  it("drop what an old or broken link says, instead of asking the server for nonsense", () => {
    expect(readSearch({ stage: ["lead", "nonsense"], sort: "drop table", q: "" })).toEqual({
      stage: ["lead"],
    });
  });

  it("go to the server as they are shown", () => {
    expect(toQuery({ q: "青葉", stage: ["mql"], sort: "-score" })).toEqual({
      q: "青葉",
      stage: ["mql"],
      sort: "-score",
    });
  });

  it("enroll exactly the people on the list", () => {
    expect(toSelection({ q: "青葉", stage: ["mql", "sql"], tag: ["展示会"] })).toEqual({
      q: "青葉",
      condition: { all: [{ field: "stage", op: "in", value: ["mql", "sql"] }, { tag: "展示会" }] },
    });
  });

  it("count without the search text", () => {
    expect(countFilters({ q: "x", stage: ["mql"], tag: ["a", "b"] })).toBe(3);
  });
});
