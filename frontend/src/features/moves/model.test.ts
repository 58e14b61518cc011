import { describe, expect, it } from "vitest";
import { actionsFor, commonStatus, type Draft, isComplete, orderOf, wavesOf } from "./model";

const draft = (part: Partial<Draft>): Draft => ({
  action: "retry",
  node: null,
  resend: false,
  choice: "keep_date",
  selection: { ids: ["1"] },
  ...part,
});

describe("an order about people", () => {
  it("is not counted before the step is known, so that nobody is moved to nowhere", () => {
    expect(isComplete(draft({ action: "move" }))).toBe(false);
    expect(isComplete(draft({ action: "move", node: "mail2" }))).toBe(true);
    expect(isComplete(draft({ selection: { ids: [] } }))).toBe(false);
  });

  it("never carries a step or a resending left over from another action", () => {
    expect(orderOf(draft({ action: "stop", node: "mail2", resend: true }))).toEqual({
      action: "stop",
      selection: { ids: ["1"] },
    });
    expect(orderOf(draft({ action: "replay", node: "mail1" }))).toMatchObject({
      node: "mail1",
      resend: false,
    });
  });

  it("says how to go on only where somebody goes on, and offers who is paused nothing that would be refused", () => {
    expect(orderOf(draft({ action: "resume", choice: "keep_remaining" }))).toMatchObject({
      choice: "keep_remaining",
    });
    expect(orderOf(draft({ action: "pause", choice: "keep_remaining" }))).not.toHaveProperty("choice");
    expect(actionsFor("paused")).toEqual(["resume", "stop"]);
    expect(actionsFor("active")).not.toContain("resume");
  });

  it("offers retry only to those who failed and nothing to those who ended", () => {
    expect(actionsFor("active")).not.toContain("retry");
    expect(actionsFor("errored")).not.toContain("skip");
    expect(actionsFor("completed")).toEqual([]);
    expect(commonStatus([{ status: "active" }, { status: "errored" }])).toBeNull();
    expect(commonStatus([{ status: "active" }, { status: "active" }])).toBe("active");
  });
});

describe("waves of failures", () => {
  it("keep reasons apart, so that mending one does not retry the other", () => {
    const at = (node: string, code: string, people: number) => ({ node, code, people });
    const groups = [
      at("a", "spinning", 4),
      at("a", "url_missing", 3),
      at("b", "spinning", 9),
      at("a", "url_missing", 2),
    ];
    expect(wavesOf(groups, "a")).toEqual([
      { code: "url_missing", people: 5 },
      { code: "spinning", people: 4 },
    ]);
  });
});
