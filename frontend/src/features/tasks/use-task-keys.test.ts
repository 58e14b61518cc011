import { describe, expect, it } from "vitest";
import { actionOf } from "./use-task-keys";

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe("keys of the task queue", () => {
  it("leave letters and numbers alone while a note is typed", () => {
    for (const key of ["j", "k", "n", "l", "1"]) expect(actionOf(press(key), true)).toBeNull();
  });

  it("finish from inside the note as well, on either kind of keyboard", () => {
    expect(actionOf(press("Enter", { ctrlKey: true }), true)).toEqual({ name: "finish" });
    expect(actionOf(press("Enter", { metaKey: true }), false)).toEqual({ name: "finish" });
    expect(actionOf(press("Enter"), false)).toBeNull();
  });

  it("do not take the browser's own shortcuts", () => {
    expect(actionOf(press("n", { ctrlKey: true }), false)).toBeNull();
    expect(actionOf(press("1", { metaKey: true }), false)).toBeNull();
  });

  it("count outcomes from one, as they are labelled", () => {
    expect(actionOf(press("1"), false)).toEqual({ name: "choose", index: 0 });
  });
});
