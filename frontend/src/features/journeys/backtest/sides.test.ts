import { expect, test } from "vitest";
import type { BacktestCounts } from "@/shared/api/generated/types.gen";
import type { JourneyGraph } from "../builder/document/graph";
import { endLines, partings, stepLines } from "./sides";

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
    ["ancient", "live"],
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
