import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sameJson } from "./diff";
import type { JourneyGraph } from "./graph";
import { apply, EditRefused, inverse, type Operation } from "./operations";

type Example = {
  name: string;
  before: JourneyGraph;
  operation: Operation;
  after?: JourneyGraph;
  refused?: { code: string; path: string };
};

// Shared with the server's tests, so that an edit never means two things.
const FOLDER = "../tests/fixtures/operations";
const examples = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file): [string, Example] => [file, JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8"))]);

describe("edit operations shared with the server", () => {
  it("are found, so that an empty folder does not pass for agreement", () => {
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(examples)("%s", (_file, { before, operation, after, refused }) => {
    if (refused) {
      const edit = () => apply(before, operation);
      expect(edit).toThrow(EditRefused);
      try {
        edit();
      } catch (error) {
        expect({ code: (error as EditRefused).code, path: (error as EditRefused).path }).toEqual(refused);
      }
      return;
    }
    const made = apply(before, operation);
    expect(made).toEqual(after);
    expect(sameJson(apply(made, inverse(before, made)), before)).toBe(true);
  });
});
