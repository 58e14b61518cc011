import { expect, test } from "vitest";
import { QUIET, toServer } from "./behaviour";
import type { JourneyGraph } from "./document/graph";

const graph = {
  nodes: {
    mail: { type: "send_email" },
    call: { type: "create_task", hold: "P3D" },
    hook: { type: "webhook" },
  },
} as unknown as JourneyGraph;

test("who clicks has opened the mail, and a step that is gone is not spoken of", () => {
  const reactions = {
    mail: { reaction: "clicked", delay: "P1D" },
    gone: { reaction: "opened", delay: "PT1H" },
  } as const;
  expect(toServer(graph, { ...QUIET, reactions })).toEqual({
    sends: { mail: { opened: "P1D", clicked: "P1D" } },
    tasks: { call: { after: "P1D", outcome: "reached" } },
    calls: {},
  });
});

test("by chances nothing chosen mail by mail counts, and a call that is told to fail fails", () => {
  const reactions = { mail: { reaction: "bounced", delay: "PT1H" } } as const;
  const told = toServer(graph, { ...QUIET, by: "rates", reactions, works: { hook: false, call: false } });
  expect(told).toEqual({
    rates: { opened: 0.3, clicked: 0.08, replied: 0.02, bounced: 0.01 },
    tasks: {},
    calls: { hook: { outcome: "failed", status: 500 } },
  });
});
