import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "./en";
import ja from "./ja";

type Texts = { [key: string]: string | Texts };

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every key with its text; English plural forms count as the one key they express. */
function flatten(texts: Texts, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const full = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(full.replace(PLURAL, ""), value);
    else for (const [inner, text] of flatten(value, full)) found.set(inner, text);
  }
  return found;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? "").sort();
}

describe("texts", () => {
  const namespaces = Object.keys(ja) as (keyof typeof ja)[];

  it("are registered for every feature, so that no page shows bare keys", () => {
    const features = readdirSync("src/features").filter((name) => existsSync(`src/features/${name}/i18n`));
    expect([...features, "common"].sort()).toEqual([...namespaces].sort());
    expect(Object.keys(en).sort()).toEqual([...namespaces].sort());
  });

  it.each(namespaces)("of %s exist in both languages", (namespace) => {
    const japanese = [...flatten(ja[namespace] as Texts).keys()].sort();
    const english = [...flatten(en[namespace] as Texts).keys()].sort();
    expect(english).toEqual(japanese);
  });

  it.each(namespaces)("of %s name the same values in both languages", (namespace) => {
    const english = flatten(en[namespace] as Texts);
    for (const [key, text] of flatten(ja[namespace] as Texts)) {
      const other = placeholders(english.get(key) ?? "");
      expect({ key, values: [...new Set(other)] }).toEqual({ key, values: [...new Set(placeholders(text))] });
    }
  });

  it.each(namespaces)("of %s are not empty and do not shout", (namespace) => {
    for (const texts of [ja[namespace], en[namespace]]) {
      for (const [key, text] of flatten(texts as Texts)) {
        expect(text.trim(), key).not.toBe("");
        expect(text, key).not.toMatch(/[!！]/);
      }
    }
  });
});
