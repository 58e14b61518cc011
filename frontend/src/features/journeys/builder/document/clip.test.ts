import { describe, expect, it } from "vitest";
import { copySteps, pasteAt, readClip, writeClip } from "./clip";
import { sameJson } from "./diff";
import { emptyHistory, perform, undo } from "./history";
import { EditRefused } from "./operations";
import { dropPlaces, refusalAt } from "./placing";
import { openPlaces, reachable } from "./selectors";
import { followUp } from "./testGraphs";

const copied = (...ids: string[]) => {
  const clip = copySteps(followUp(), ids);
  if (!clip) throw new Error("nothing copied");
  return clip;
};
const paste = (place: Parameters<typeof pasteAt>[1], ...ids: string[]) => {
  const graph = followUp();
  const { operation, ids: made } = pasteAt(graph, place, copied(...ids));
  return { before: graph, ids: made, ...perform(graph, emptyHistory, operation, { key: "paste" }) };
};
const AFTER_MAIL = { node: "mail", port: "sent" };

describe("steps on the clipboard", () => {
  it("come back from text as they went in, so that they can be carried to another journey", () => {
    const clip = copied("mail", "pause");
    expect(readClip(writeClip(clip))).toEqual(clip);
  });

  it.each([
    "",
    "ただの文章",
    "null",
    "[]",
    '{"tabiji":1}',
    '{"tabiji":1,"nodes":{}}',
    '{"tabiji":2,"nodes":{"a":{"type":"wait","for":"P1D","next":{}}}}',
    '{"tabiji":1,"nodes":{"a":{"type":"send_fax","next":{}}}}',
    '{"tabiji":1,"nodes":{"a":{"type":"wait","for":"soon","next":{}}}}',
    '{"tabiji":1,"nodes":{"a":{"type":"branch","next":{}}}}',
    '{"tabiji":1,"nodes":{"a":null}}',
  ])("are not made of other text: %s", (text) => {
    expect(readClip(text)).toBeNull();
  });

  it("get new ids and join the path, and one undo takes all of them away", () => {
    const { before, graph, history, ids } = paste(AFTER_MAIL, "pause", "opened", "deep", "remind");
    expect(ids.some((id) => before.nodes[id])).toBe(false);
    expect(openPlaces(graph)).toEqual([]);
    expect(reachable(graph)).toEqual(new Set([...Object.keys(before.nodes), ...ids]));
    expect(sameJson(undo(graph, history).graph, before)).toBe(true);
  });

  it("stand one behind the other when they did not hang together, so that none is left aside", () => {
    const { graph, ids } = paste(AFTER_MAIL, "deep", "remind");
    expect(graph.nodes.mail?.next.sent).toBe(ids[0]);
    expect(graph.nodes[ids[0] ?? ""]?.next.sent).toBe(ids[1]);
    expect(graph.nodes[ids[1] ?? ""]?.next.sent).toBe("pause");
  });

  it("do not cut off what follows when an end is among them", () => {
    const { graph, ids } = paste(AFTER_MAIL, "deep", "end");
    expect(ids).toHaveLength(1);
    expect(graph.nodes[ids[0] ?? ""]?.next.sent).toBe("pause");
    expect(() => pasteAt(followUp(), AFTER_MAIL, copied("end"))).toThrow(EditRefused);
  });

  it("ask about the pasted mail in the conditions of a pasted branch", () => {
    const graph = followUp();
    const when = { any: [{ not: { engagement: "opened" as const, of: "mail" } }, { tag: "x" }] };
    graph.nodes.b = { type: "branch", cases: [{ id: "yes", when }], next: { yes: "end", else: "end" } };
    const clip = copySteps(graph, ["mail", "b"]);
    if (!clip) throw new Error("nothing copied");
    const { operation, ids } = pasteAt(graph, { node: "remind", port: "sent" }, clip);
    const made = perform(graph, emptyHistory, operation, { key: "paste" }).graph;
    const branch = ids.map((id) => made.nodes[id]).find((node) => node?.type === "branch");
    expect(JSON.stringify(branch)).toContain(`"of":"${ids[0]}"`);
  });

  it("leave a way back open whose goal was not copied, instead of pretending it leads forward", () => {
    const graph = followUp();
    graph.nodes.again = { type: "goto", max_visits: 2, next: { again: "pause", exhausted: "end" } };
    const clip = copySteps(graph, ["again"]);
    if (!clip) throw new Error("nothing copied");
    const { operation, ids } = pasteAt(graph, AFTER_MAIL, clip);
    const made = perform(graph, emptyHistory, operation, { key: "paste" }).graph;
    expect(made.nodes[ids[0] ?? ""]?.next).toEqual({ exhausted: "pause" });
  });
});

describe("places to drop a step", () => {
  it("offer an end only where nothing follows, and a check only behind a mail", () => {
    const graph = followUp();
    expect(dropPlaces(graph, "wait").size).toBe(7);
    expect(dropPlaces(graph, "exit").size).toBe(0);
    expect(dropPlaces(graph, "wait_for").has("entry")).toBe(false);
    expect(refusalAt(graph, "wait_for", "entry")).toBe("noMail");
    delete graph.nodes.deep?.next.sent;
    expect([...dropPlaces(graph, "exit")]).toEqual(["deep:sent"]);
  });
});
