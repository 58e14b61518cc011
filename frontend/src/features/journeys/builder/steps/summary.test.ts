import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { STEP_KINDS, type StepNode } from "../document/graph";
import { followUp } from "../document/testGraphs";
import { wordsFor } from "../useWords";
import { conditionText } from "./conditionText";
import { definitionOf, portLabel, summaryOf } from "./registry";

const graph = followUp();
const make = () =>
  wordsFor(graph, i18next.getFixedT("ja", "journeys") as never, new Map([["thanks", "資料送付のお礼"]]));

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
    ["「資料送付のお礼」へ戻る（最大2回）", { type: "goto", max_visits: 2, next: { again: "mail" } }],
    ["ジャーニーを終える", { type: "exit", reason: "completed", next: {} }],
  ];

  it.each(examples)("%s", (text, node) => {
    expect(summaryOf(node, make())).toBe(text);
  });

  it("never show a bare text key for any kind of step, so that no card reads like code", () => {
    for (const language of ["ja", "en"]) {
      const words = wordsFor(graph, i18next.getFixedT(language, "journeys") as never, new Map());
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
