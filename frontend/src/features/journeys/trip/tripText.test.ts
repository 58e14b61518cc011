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

  it("says that a test's wait was shortened, so that nobody takes it for a real one", () => {
    const wait = (detail: TripStep["detail"]) => says({ node: "pause", outcome: "waiting", detail });
    expect(wait({ for: "wait", until: "2026-12-01T00:00:00Z", cut: true })).toContain(
      "テストのため、待ち時間を短縮しています。",
    );
    expect(wait({ for: "wait", until: "2026-12-01T00:00:00Z" })).not.toContain("テスト");
  });

  it("says who took a contact out and why, not only that somebody did", () => {
    const detail = { reason: "stopped_by_hand", note: "本人の希望", by: "佐藤" };
    expect(says({ outcome: "ended", detail })).toBe("佐藤さんが停止しました。理由: 本人の希望");
    expect(says({ outcome: "ended", detail: { reason: "stopped_by_hand" } })).toContain("手動で停止");
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
