import { expect, test } from "vitest";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import type { JourneyGraph } from "../builder/document/graph";
import { byChange, changeOf, differs, endLines, partings, type StepLine, sideOf, stepLines } from "./sides";

const side = (
  entered: Record<string, number>,
  sent: Record<string, number>,
  ended: Record<string, number>,
) => ({
  entered,
  passed: {},
  sent,
  ended,
  mails: 0,
});
const counts: BacktestCounts = {
  contacts: 3,
  differ: 2,
  unknown: 0,
  left_out: {},
  live: side({ mail: 3, old: 2, ancient: 1 }, { mail: 3 }, { done: 3 }),
  draft: side({ mail: 3, fresh: 1 }, { mail: 2 }, { done: 1, won: 2 }),
  parted: {
    mail: { contacts: 1, live: {}, draft: {} },
    fresh: { contacts: 5, live: {}, draft: {} },
  },
};
const graph = (nodes: Record<string, object>, first: string) =>
  ({ entry: { node: first }, nodes }) as unknown as JourneyGraph;
const draft = graph(
  {
    mail: { type: "send_email", template: "x", next: { sent: "fresh" } },
    fresh: { type: "wait", for: "P1D", next: {} },
  },
  "mail",
);
const live = graph(
  {
    mail: { type: "send_email", template: "x", next: { sent: "old" } },
    old: { type: "wait", for: "P1D", next: {} },
  },
  "mail",
);

test("steps that one document does not have are named as such, also those of older versions", () => {
  const lines = stepLines(counts, draft, live);
  expect(lines.map(({ id, only }) => [id, only])).toEqual([
    ["mail", null],
    ["fresh", "draft"],
    ["old", "live"],
    ["ancient", "older"],
  ]);
  expect(lines[0]).toMatchObject({ live: { entered: 3, sent: 3 }, draft: { entered: 3, sent: 2 } });
  expect(lines[1]?.draft.sent).toBeNull();
});

test("ends of both sides stand in one list, the place where most part comes first", () => {
  expect(endLines(counts)).toEqual([
    { reason: "done", live: 3, draft: 1 },
    { reason: "won", live: 0, draft: 2 },
  ]);
  expect(partings(counts.parted).map(([node]) => node)).toEqual(["fresh", "mail"]);
});

const line = (id: string, live: [number, number | null], draft: [number, number | null]): StepLine => ({
  id,
  only: null,
  live: { entered: live[0], sent: live[1] },
  draft: { entered: draft[0], sent: draft[1] },
});

test("a step that lost many stands before one that gained few, and mails count where people do not change", () => {
  const lines = [
    line("same", [9, 9], [9, 9]),
    line("fewer_mails", [9, 9], [9, 4]),
    line("gained", [2, null], [3, null]),
    line("lost", [9, null], [0, null]),
    line("same_too", [1, null], [1, null]),
  ];
  const sorted = byChange(lines);
  expect(sorted.map(({ id }) => id)).toEqual(["lost", "fewer_mails", "gained", "same", "same_too"]);
  expect(sorted.map(changeOf)).toEqual([-9, 0, 1, 0, 0]);
  expect(sorted.map(differs)).toEqual([true, true, true, false, false]);
  expect(lines[0]?.id).toBe("same");
});

test("a row leads to the picture that has its step, and to none when neither has", () => {
  const graphs = { draft, live };
  expect(sideOf("mail", "live", graphs)).toBe("live");
  expect(sideOf("mail", "draft", graphs)).toBe("draft");
  expect(sideOf("old", "draft", graphs)).toBe("live");
  expect(sideOf("fresh", "live", graphs)).toBe("draft");
  expect(sideOf("ancient", "draft", graphs)).toBeNull();
  expect(sideOf("old", "draft", { draft, live: null })).toBeNull();
});
