import i18next from "i18next";
import { describe, expect, it } from "vitest";
import type { StepNode } from "../builder/document/graph";
import { followUp } from "../builder/document/testGraphs";
import { wordsFor } from "../builder/useWords";
import type { TripStep } from "../model";
import { litPath } from "./litPath";
import { tripText } from "./tripText";

const graph = followUp();
const words = () =>
  wordsFor(graph, i18next.getFixedT("ja", "journeys") as never, {
    templates: new Map([["thanks", "資料送付のお礼"]]),
  });
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

describe("rules of the journey in the journal", () => {
  const says = (over: Partial<TripStep>) => tripText(step({ node: "mail", ...over }), graph, words()).text;
  const until = "2026-12-02T00:00:00Z";

  it("do not blame the receiving server for a mail that waits for its turn", () => {
    const text = says({ outcome: "deferred", detail: { reason: "cap", until } });
    expect(text).toContain("上限");
    expect(text).not.toContain("サーバー");
    expect(says({ outcome: "waiting", detail: { for: "quiet_hours", until } })).toContain("送らない時間帯");
  });

  it("name the goal that was reached, and why a mail never left", () => {
    const end = { node: null, outcome: "ended" };
    expect(says({ ...end, detail: { reason: "goal", goal: "商談になった" } })).toContain(
      "目標「商談になった」",
    );
    expect(says({ ...end, detail: { reason: "ended" } })).toContain("期間の終了");
    expect(says({ outcome: "not_sent", detail: { reason: "cap" } })).toContain("上限");
  });
});

describe("what people and systems were given to do, in the journal", () => {
  const nodes: Record<string, StepNode> = {
    ...graph.nodes,
    call: { type: "create_task", kind: "call", hold: "P3D", next: { done: "end", timed_out: "end" } },
    hook: { type: "webhook", url: "https://crm.example", next: { done: "end" } },
  };
  const named = wordsFor({ ...graph, nodes }, i18next.getFixedT("ja", "journeys") as never, {
    accounts: new Map([["a1", "山田"]]),
    journeys: new Map([["j1", "掘り起こし"]]),
  });
  const says = (over: Partial<TripStep>) =>
    tripText(step({ node: "call", ...over }), { ...graph, nodes }, named).text;

  it("names who has the task and how it ended", () => {
    const until = "2026-12-02T00:00:00Z";
    expect(says({ outcome: "waiting", detail: { for: "task", assignee: "a1", until } })).toContain(
      "山田さんのタスク",
    );
    expect(says({ outcome: "task_done", port: "done", detail: { outcome: "no_answer" } })).toBe(
      "タスクが「不在だった」で終わったため、「終わった」へ進みました。",
    );
    expect(says({ port: "timed_out", detail: { reason: "cancelled" } })).toContain("取り消された");
    expect(says({ port: "timed_out", detail: { reason: "time_over" } })).toContain("終わらなかった");
  });

  it("tells a call that failed from one that is tried again", () => {
    expect(
      says({ node: "hook", outcome: "call_failed", detail: { status: 500, reason: "failed" } }),
    ).toContain("失敗");
    expect(
      says({ node: "hook", outcome: "deferred", detail: { attempt: 2, until: "2026-12-02T00:00:00Z" } }),
    ).toContain("呼び直します（2回目）");
  });

  it("says who owns the contact, how many were told, and that somebody did not enter another journey", () => {
    expect(says({ outcome: "assigned", detail: { owner: "a1", before: null } })).toBe(
      "担当を山田さんにしました。",
    );
    expect(says({ outcome: "notified", detail: { told: { in_app: 2, mail: 1 } } })).toContain("3件");
    expect(says({ outcome: "not_enrolled", detail: { journey: "j1", reason: "already_enrolled" } })).toBe(
      "「掘り起こし」には入りませんでした。理由: すでに進行中",
    );
  });
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

  it("says why a wait stands there twice, so that nobody takes it for a second wait", () => {
    const detail = { for: "wait", until: "2026-11-23T09:50:00+00:00" };
    const anew = { ...detail, by: "佐藤", reason: "差し替えが済んだため", reconsidered: true };
    expect(says({ outcome: "waiting", detail: anew })).toContain(
      "計算し直しました。理由: 差し替えが済んだため",
    );
    expect(says({ outcome: "waiting", detail })).not.toContain("計算し直しました");
  });

  it("says who took a contact out and why, not only that somebody did", () => {
    const detail = { reason: "stopped_by_hand", note: "本人の希望", by: "佐藤" };
    expect(says({ outcome: "ended", detail })).toBe("佐藤さんが停止しました。理由: 本人の希望");
    expect(says({ outcome: "ended", detail: { reason: "stopped_by_hand" } })).toContain("手動で停止");
  });

  it("has no word on reasons where nobody was asked for one", () => {
    expect(says({ outcome: "resumed", detail: { by: "佐藤", reason: "" } })).toBe("佐藤さんが再開しました。");
    expect(says({ outcome: "paused", detail: { by: "佐藤", reason: "電話で確認中" } })).toBe(
      "佐藤さんが一時停止しました。理由: 電話で確認中",
    );
    const anew = { for: "wait", until: "2026-11-23T09:50:00+00:00", by: "佐藤", reconsidered: true };
    expect(says({ outcome: "waiting", detail: { ...anew, reason: "" } })).not.toContain("理由");
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
