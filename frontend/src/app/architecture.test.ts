import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = resolve("src");
const IMPORT = /(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g;

function sources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("generated"))
    .map((file) => join(SOURCE, file));
}

/** The room a file belongs to: app, shared, or one feature. */
function roomOf(file: string): string {
  const [first, second] = relative(SOURCE, file).split("/");
  return first === "features" ? `features/${second}` : (first ?? "");
}

describe("rooms", () => {
  it("are left by @/ paths only, where the linter checks the law", () => {
    const crossings = sources().flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(IMPORT)]
        .map((match) => resolve(dirname(file), match[1] ?? ""))
        .filter((target) => roomOf(target) !== roomOf(file))
        .map((target) => `${relative(SOURCE, file)} -> ${relative(SOURCE, target)}`),
    );
    expect(crossings).toEqual([]);
  });
});
