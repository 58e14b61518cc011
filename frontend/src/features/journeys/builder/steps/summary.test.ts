import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { STEP_KINDS, type StepNode } from "../document/graph";
import { followUp } from "../document/testGraphs";
import { wordsFor } from "../useWords";
import { conditionText } from "./conditionText";
import { definitionOf, portLabel, resultsOf, summaryOf } from "./registry";

const graph = followUp();
const make = () =>
  wordsFor(graph, i18next.getFixedT("ja", "journeys") as never, {
    templates: new Map([["thanks", "資料送付のお礼"]]),
    accounts: new Map([
      ["a1", "山田"],
      ["a2", "鈴木"],
    ]),
    journeys: new Map([["j1", "掘り起こし"]]),
    lists: new Map([["l1", "展示会2026"]]),
  });

describe("summaries in Japanese", () => {
  const examples: [string, StepNode][] = [
    ["『資料送付のお礼』を送る", { type: "send_email", template: "thanks", next: {} }],
    ["送るメールを選んでください", { type: "send_email", template: null, next: {} }],
    ["2日間待つ", { type: "wait", for: "P2D", next: {} }],
    ["1日と12時間待つ", { type: "wait", for: "P1DT12H", next: {} }],
    [
      "次の火・木曜 10:00まで待つ",
      { type: "wait", until: { weekdays: ["thu", "tue"], time: "10:00" }, next: {} },
    ],
    [
      "次の平日 9:00まで待つ",
      { type: "wait", until: { weekdays: ["mon", "tue", "wed", "thu", "fri"], time: "9:00" }, next: {} },
    ],
    ["3営業日後の10:00まで待つ", { type: "wait", business_days: { count: 3, time: "10:00" }, next: {} }],
    [
      "同意日の3日前 09:00まで待つ",
      { type: "wait", relative_to: { field: "consent_on", offset: "-P3D", time: "09:00" }, next: {} },
    ],
    ["1日以内に開封したか", { type: "wait_for", event: "opened", of: "mail", within: "P1D", next: {} }],
    [
      "スコアが50以上か",
      { type: "branch", cases: [{ id: "yes", when: { field: "score", op: "gte", value: 50 } }], next: {} },
    ],
    [
      "50% / 50% に分ける",
      {
        type: "split",
        arms: [
          { id: "a", weight: 1 },
          { id: "b", weight: 1 },
        ],
        next: {},
      },
    ],
    [
      "ステージを「MQL」にする、タグ「hot」を付ける",
      { type: "update_contact", set: { stage: "mql" }, add_tags: ["hot"], next: {} },
    ],
    [
      "スコアを10点上げる、リスト「展示会2026」に入れる",
      { type: "update_contact", add_score: 10, add_lists: ["l1"], next: {} },
    ],
    [
      "「お礼の電話」を担当者に頼んで待つ",
      { type: "create_task", kind: "call", subject: "お礼の電話", hold: "P3D", next: {} },
    ],
    [
      "「電話」を山田さんに頼む",
      { type: "create_task", kind: "call", assignee: { keep_owner: false, account: "a1" }, next: {} },
    ],
    [
      "担当がいなければ2人に順番に割り当てる",
      { type: "assign", to: { among: [{ account: "a1" }, { account: "a2" }] }, next: {} },
    ],
    ["担当にする人を選んでください", { type: "assign", to: { keep_owner: true }, next: {} }],
    [
      "「料金ページを見ました」と担当者・山田に知らせる",
      {
        type: "notify",
        via: ["in_app"],
        owner: true,
        accounts: ["a1"],
        subject: "料金ページを見ました",
        next: {},
      },
    ],
    ["知らせる相手を選んでください", { type: "notify", via: ["in_app"], owner: false, next: {} }],
    [
      "ほかのシステムに知らせる",
      { type: "notify", via: ["webhook"], owner: true, url: "https://x.example", next: {} },
    ],
    ["crm.example を呼び出す", { type: "webhook", url: "https://crm.example/leads?x=1", next: {} }],
    ["「掘り起こし」にも入れる", { type: "enroll", journey: "j1", next: {} }],
    ["「資料送付のお礼」へ戻る（最大2回）", { type: "goto", max_visits: 2, next: { again: "mail" } }],
    ["ジャーニーを終える", { type: "exit", reason: "completed", next: {} }],
  ];

  it.each(examples)("%s", (text, node) => {
    expect(summaryOf(node, make())).toBe(text);
  });

  it("never show a bare text key for any kind of step, so that no card reads like code", () => {
    for (const language of ["ja", "en"]) {
      const words = wordsFor(graph, i18next.getFixedT(language, "journeys") as never);
      for (const kind of STEP_KINDS) {
        const node = definitionOf(kind).create({ sends: ["mail"] }) as StepNode;
        const texts = [summaryOf(node, words), ...Object.keys(node.next), words.t(`step.${kind}.name`)];
        for (const text of texts) expect(text).not.toMatch(/^[a-z_]+\.[a-z_.]+$/i);
      }
    }
  });
});

describe("names of ways out", () => {
  it("say yes and no for one condition, and the conditions themselves for several", () => {
    const words = make();
    const one: StepNode = { type: "branch", cases: [{ id: "yes", when: { tag: "hot" } }], next: {} };
    expect(portLabel(one, "yes", words)).toBe("はい");
    expect(portLabel(one, "else", words)).toBe("いいえ");
    const two: StepNode = { ...one, cases: [...one.cases, { id: "b", when: { stage_at_least: "sql" } }] };
    expect(portLabel(two, "b", words)).toBe("ステージがSQL以上");
    expect(portLabel(two, "else", words)).toBe("どれでもない");
  });
});

describe("conditions about what earlier steps brought", () => {
  const nodes: Record<string, StepNode> = {
    ...graph.nodes,
    call: { type: "create_task", kind: "call", title: "お礼の電話", hold: "P3D", next: {} },
  };
  const words = wordsFor({ ...graph, nodes }, i18next.getFixedT("ja", "journeys") as never);

  it("name the step and the outcome, never their codes", () => {
    const when = { field: "steps.call.outcome", op: "eq", value: "no_answer" } as const;
    expect(conditionText(when, words)).toBe("「お礼の電話」の結果が「不在だった」");
  });

  it("say what they can of a step that is gone", () => {
    const when = { field: "steps.gone.status", op: "gte", value: 500 } as const;
    expect(conditionText(when, words)).toBe("「gone」のstatusが500以上");
  });

  it("offer an outcome only where somebody waits for it", () => {
    const [result] = resultsOf(nodes.call as StepNode, words);
    expect(result?.choices?.map((choice) => choice.label)).toContain("アポが取れた");
    expect(resultsOf({ type: "create_task", kind: "call", hold: null, next: {} }, words)).toEqual([]);
  });
});

describe("conditions in words", () => {
  it("keep groups apart, so that and and or are not mistaken", () => {
    const text = conditionText(
      {
        all: [
          { tag: "hot" },
          {
            any: [
              { field: "score", op: "gt", value: 1 },
              { engagement: "clicked", of: "mail", link: "/pricing" },
            ],
          },
        ],
      },
      make(),
    );
    expect(text).toBe(
      "タグ「hot」がある、かつ （スコアが1より大きい、または 『資料送付のお礼』の「/pricing」をクリックした）",
    );
  });
});
