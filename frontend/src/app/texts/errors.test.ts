import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import ja from "./ja";

const BACKEND = join(process.cwd(), "../backend");
const CODE = /^\s+code(?:: ClassVar\[str\])? = "(\w+)"/gm;

/** Every code the server refuses by, read from where it is declared. */
function refusals(): string[] {
  const files = readdirSync(BACKEND, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".py"),
  );
  const found = files.flatMap((file) =>
    [...readFileSync(join(BACKEND, file), "utf8").matchAll(CODE)].map((match) => match[1] ?? ""),
  );
  return [...new Set(found)].sort();
}

describe("refusals of the server", () => {
  const codes = refusals();

  it("are found at all", () => {
    expect(codes.length).toBeGreaterThan(40);
  });

  it("all say why in Japanese, so that nobody reads a code or an English sentence", () => {
    expect(codes.filter((code) => !(code in ja.common.errors))).toEqual([]);
  });
});
