import { describe, expect, it } from "vitest";
import { changesOf, EMPTY_DRAFT } from "./draft";

describe("changesOf", () => {
  const before = {
    ...EMPTY_DRAFT,
    email: "a@example.com",
    title: "課長",
    tags: ["展示会"],
    consent_on: "2026-04-01",
  };

  it("sends nothing that was not touched, so that another person's edit survives", () => {
    expect(changesOf(before, { ...before, title: "部長" })).toEqual({ title: "部長" });
  });

  it("notices a changed list", () => {
    expect(changesOf(before, { ...before, tags: ["展示会", "優先"] })).toEqual({ tags: ["展示会", "優先"] });
  });

  it("takes a date away instead of sending an empty text", () => {
    expect(changesOf(before, { ...before, consent_on: "" })).toEqual({ consent_on: null });
  });
});
