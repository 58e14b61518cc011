import { describe, expect, it } from "vitest";
import type { SavedViewView } from "@/shared/api/generated/types.gen";
import type { ContactSearch } from "./filter";
import { isShown, placeOf, viewOf } from "./views";

const SEARCH: ContactSearch = { q: "青葉", stage: ["mql", "sql"], tag: ["展示会"], sort: "-score" };
const HIDDEN = new Set(["tags", "created_at"]);

function kept(): SavedViewView {
  const write = viewOf(SEARCH, HIDDEN, { name: " 今週 ", shared: true });
  return {
    ...write,
    id: "1",
    owner: "花子",
    editable: true,
    updated_at: "2026-04-01T00:00:00Z",
  } as SavedViewView;
}

describe("a saved view", () => {
  it("brings back what was on screen: filters, order and columns", () => {
    const { search, hidden } = placeOf(kept());
    expect(search).toMatchObject(SEARCH);
    expect(hidden).toEqual(HIDDEN);
    expect(kept().name).toBe("今週");
  });

  it("says when the list has moved away from it", () => {
    expect(isShown(kept(), { ...SEARCH, stage: ["sql", "mql"] }, HIDDEN)).toBe(true);
    expect(isShown(kept(), { ...SEARCH, q: undefined }, HIDDEN)).toBe(false);
    expect(isShown(kept(), SEARCH, new Set())).toBe(false);
  });
});
