import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { followUp } from "../builder/document/testGraphs";
import { wordsFor } from "../builder/useWords";
import type { TripStep } from "../model";
import { litPath } from "./litPath";
import { tripText } from "./tripText";

const graph = followUp();
const words = () =>
  wordsFor(graph, i18next.getFixedT("ja", "journeys") as never, new Map([["thanks", "資料送付のお礼"]]));
const step = (over: Partial<TripStep>): TripStep => ({
  seq: 1,
  node: "opened",
  visit: 1,
  outcome: "passed",
  port: null,
  detail: {},
  at: "2026-12-01T00:00:00Z",
  ...over,
});

describe("a journal in words", () => {
  const says = (over: Partial<TripStep>) => tripText(step(over), graph, words()).text;

  it("says why somebody went the way of those who did not open, and that machines do not count", () => {
    expect(says({ port: "timed_out", detail: { event: "opened", of: "mail", reason: "time_over" } })).toBe(
      "期限までに開封がなかったため、「期限切れ」へ進みました。",
    );
    expect(
      says({
        port: "timed_out",
        detail: { event: "opened", reason: "time_over", machine_at: "2026-12-01T00:00:00Z" },
      }),
    ).toContain("機械による開封は数えません");
    expect(says({ port: "timed_out", detail: { reason: "not_sent" } })).toContain("送っていないため");
  });

  it("names the reason of a mail that was not sent instead of its code", () => {
    expect(says({ node: "mail", outcome: "not_sent", detail: { reason: "suppressed" } })).toBe(
      "メールを送りませんでした。理由: 配信停止の対象です",
    );
  });

  it("shows a reason nobody has words for rather than hiding it", () => {
    expect(says({ outcome: "errored", detail: { code: "new_thing" } })).toContain("new_thing");
  });
});

describe("the lit path", () => {
  it("lights the steps and ways that were walked and nothing else", () => {
    const lit = litPath(
      graph,
      [step({ node: "mail", port: "sent" }), step({ node: "pause", port: "done" })],
      "opened",
    );
    expect([...lit.nodes]).toEqual(["mail", "pause", "opened"]);
    expect([...lit.edges]).toEqual(["entry", "mail:sent", "pause:done"]);
    expect(lit.at).toBe("opened");
  });
});
