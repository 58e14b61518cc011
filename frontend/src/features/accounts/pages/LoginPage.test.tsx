import { describe, expect, it } from "vitest";
import { safePlace } from "./LoginPage";

describe("safePlace", () => {
  it("goes back to where the person was", () => {
    expect(safePlace("/contacts?q=青葉")).toBe("/contacts?q=青葉");
  });

  it.each(["https://evil.example", "//evil.example", "/\\evil.example", undefined])(
    "never leads a signed-in person away (%s)",
    (next) => expect(safePlace(next)).toBe("/"),
  );
});
