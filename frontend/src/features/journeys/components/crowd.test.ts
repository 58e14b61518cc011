import { expect, test } from "vitest";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { countsOf, halts } from "./crowd";

const node = { entered: 10, passed: {}, sent: 0, ended: 0, under_way: 0, parked: {} };
const crowd = {
  nodes: {
    mail: { ...node, sent: 7, parked: { template_missing: 2, spinning: 1 } },
    ask: { ...node, under_way: 4, parked: { port_unconnected: 9 } },
    end: { ...node, ended: 10 },
  },
} as unknown as Crowd;

test("who gets stuck is a failure on the picture, never somebody who waits or has come through", () => {
  const counts = countsOf(crowd);
  expect(counts.mail).toMatchObject({ failed: 3, waiting: 0, sent: 7 });
  expect(counts.ask).toMatchObject({ failed: 9, waiting: 4 });
  expect(counts.end).toMatchObject({ failed: 0 });
});

test("the place where most get stuck is named first, each with its own cause", () => {
  expect(halts(crowd)).toEqual([
    { node: "ask", code: "port_unconnected", count: 9 },
    { node: "mail", code: "template_missing", count: 2 },
    { node: "mail", code: "spinning", count: 1 },
  ]);
});
