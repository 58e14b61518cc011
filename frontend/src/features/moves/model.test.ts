import { describe, expect, it } from "vitest";
import { actionsFor, commonStatus, type Draft, isComplete, orderOf, wavesOf } from "./model";

const draft = (part: Partial<Draft>): Draft => ({
  action: "retry",
  node: null,
  resend: false,
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

  it("offers retry only to those who failed and nothing to those who ended", () => {
    expect(actionsFor("active")).not.toContain("retry");
    expect(actionsFor("errored")).not.toContain("skip");
    expect(actionsFor("completed")).toEqual([]);
    expect(commonStatus([{ status: "active" }, { status: "errored" }])).toBeNull();
    expect(commonStatus([{ status: "active" }, { status: "active" }])).toBe("active");
  });
});

describe("waves of failures", () => {
  const at = (time: string, code = "template_failed") => ({ code, at: `2026-12-01T${time}:00Z` });

  it("join hours that follow each other, so that one incident over midnight of an hour is one line", () => {
    expect(wavesOf([at("10:05"), at("10:55"), at("11:02"), at("14:30")])).toEqual([
      {
        code: "template_failed",
        from: "2026-12-01T10:00:00.000Z",
        to: "2026-12-01T12:00:00.000Z",
        people: 3,
      },
      {
        code: "template_failed",
        from: "2026-12-01T14:00:00.000Z",
        to: "2026-12-01T15:00:00.000Z",
        people: 1,
      },
    ]);
  });

  it("keep two reasons of the same hour apart", () => {
    expect(wavesOf([at("10:05"), at("10:06", "spinning")])).toHaveLength(2);
  });
});
