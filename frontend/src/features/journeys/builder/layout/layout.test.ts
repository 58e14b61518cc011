import { describe, expect, it } from "vitest";
import type { JourneyGraph, StepNode } from "../document/graph";
import { portsOf } from "../document/ports";
import { followUp } from "../document/testGraphs";
import { roundedPath } from "./geometry";
import { layoutJourney, TRIGGER } from "./layout";

const options = { stubs: true, room: () => ({ width: 60, height: 40 }) };

/** A small generator of its own, so that a failing journey can be drawn again. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function randomTree(seed: number): JourneyGraph {
  const next = random(seed);
  const nodes: Record<string, StepNode> = {};
  let count = 0;
  const grow = (depth: number): string => {
    count += 1;
    const id = `n${count}`;
    const arms = depth > 5 ? 0 : Math.floor(next() * 4);
    if (arms === 0) nodes[id] = { type: "exit", reason: "done", next: {} };
    else if (arms === 1) {
      nodes[id] = { type: "wait", for: "P1D", next: {} };
      (nodes[id] as StepNode).next = { done: grow(depth + 1) };
    } else {
      const ids = Array.from({ length: arms }, (_, i) => `a${i}`);
      nodes[id] = { type: "split", arms: ids.map((arm) => ({ id: arm, weight: 1 })), next: {} };
      const to: Record<string, string> = {};
      for (const arm of ids) to[arm] = grow(depth + 1);
      (nodes[id] as StepNode).next = to;
    }
    return id;
  };
  const entry = grow(0);
  return { ...followUp(), entry: { node: entry, triggers: [], reentry: "never" }, nodes };
}

describe("layout", () => {
  it("keeps branches in the order of their ways out, so that yes never jumps to the right of no", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const graph = randomTree(seed);
      const { nodes } = layoutJourney(graph, options);
      for (const node of Object.values(graph.nodes)) {
        const xs = portsOf(node).map((port) => nodes.get(node.next[port.id] ?? "")?.x ?? Number.NaN);
        expect(xs, `seed ${seed}`).toEqual([...xs].sort((a, b) => a - b));
      }
    }
  });

  it("never lays one card on another", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const rects = [...layoutJourney(randomTree(seed), options).nodes.values()];
      rects.forEach((a, i) => {
        for (const b of rects.slice(i + 1)) {
          const apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
          expect(apart, `seed ${seed}`).toBe(true);
        }
      });
    }
  });

  it("pins the trigger to the same place whatever is edited", () => {
    const graph = followUp();
    const before = layoutJourney(graph, options).nodes.get(TRIGGER);
    const { remind: _gone, ...nodes } = graph.nodes;
    const after = layoutJourney({ ...graph, nodes: nodes as Record<string, StepNode> }, options).nodes.get(
      TRIGGER,
    );
    expect(after).toEqual(before);
  });

  it("gives an open way out a place of its own on its own side", () => {
    const graph = followUp();
    const opened = graph.nodes.opened as StepNode;
    const open = {
      ...graph,
      nodes: { ...graph.nodes, opened: { ...opened, next: { timed_out: "remind" } } },
    };
    const { stubs, nodes } = layoutJourney(open, options);
    const stub = stubs.get("opened:happened");
    expect(stub).toBeDefined();
    expect((stub?.x ?? 0) + 60).toBeLessThan((nodes.get("remind")?.x ?? 0) + 132);
  });

  it("draws a goto beside the picture and not through it", () => {
    const graph = followUp();
    const remind = graph.nodes.remind as StepNode;
    const looped: JourneyGraph = {
      ...graph,
      nodes: {
        ...graph.nodes,
        remind: { ...remind, next: { sent: "loop" } },
        loop: { type: "goto", max_visits: 2, next: { again: "mail", exhausted: "end" } },
      },
    };
    const { edges, nodes } = layoutJourney(looped, options);
    const back = edges.find((edge) => edge.id === "loop:again");
    expect(back?.back).toBe(true);
    const x = back?.points[1]?.x ?? 0;
    for (const rect of nodes.values()) expect(x < rect.x || x > rect.x + rect.width).toBe(true);
  });

  it("lays out 200 steps in well under a second", () => {
    const nodes: Record<string, StepNode> = {};
    for (let i = 0; i < 200; i += 1)
      nodes[`n${i}`] = { type: "wait", for: "P1D", next: i < 199 ? { done: `n${i + 1}` } : {} };
    const start = performance.now();
    layoutJourney({ ...followUp(), entry: { node: "n0", triggers: [], reentry: "never" }, nodes }, options);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe("rounded paths", () => {
  it("survive points that lie on each other", () => {
    expect(roundedPath([])).toBe("");
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 0 },
        { x: 0, y: 10 },
      ]),
    ).not.toContain("NaN");
  });
});
