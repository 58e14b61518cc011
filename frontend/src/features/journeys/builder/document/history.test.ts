import { describe, expect, it } from "vitest";
import { copySteps, pasteAt } from "./clip";
import { sameJson } from "./diff";
import { changeStep, insertAt, removeSteps } from "./edits";
import { emptyHistory, nextUndo, perform, redo, seal, undo } from "./history";
import { neighbour, openPlaces, readingOrder } from "./selectors";
import { followUp } from "./testGraphs";

const act = (key: string) => ({ key });

describe("history", () => {
  it("brings back a deleted step with every way into it by one undo", () => {
    const graph = followUp();
    const removed = perform(graph, emptyHistory, removeSteps(graph, ["opened"], true), act("remove"));
    expect(Object.keys(removed.graph.nodes)).not.toContain("remind");
    expect(removed.graph.nodes.pause?.next).toEqual({ done: "deep" });
    const back = undo(removed.graph, removed.history);
    expect(sameJson(back.graph, graph)).toBe(true);
    expect(redo(back.graph, back.history).graph).toEqual(removed.graph);
  });

  it("keeps typing in one field one entry, and starts another after leaving it", () => {
    const graph = followUp();
    const mail = graph.nodes.mail;
    if (mail?.type !== "send_email") throw new Error("fixture");
    let state = perform(
      graph,
      emptyHistory,
      changeStep("mail", { ...mail, title: "お" }),
      act("change"),
      "mail:title",
    );
    state = perform(
      state.graph,
      state.history,
      changeStep("mail", { ...mail, title: "お礼" }),
      act("change"),
      "mail:title",
    );
    expect(state.history.past).toHaveLength(1);
    state = { ...state, history: seal(state.history) };
    state = perform(
      state.graph,
      state.history,
      changeStep("mail", { ...mail, title: "お礼状" }),
      act("change"),
      "mail:title",
    );
    expect(state.history.past).toHaveLength(2);
    const once = undo(state.graph, state.history);
    expect(once.graph.nodes.mail?.title).toBe("お礼");
    expect(undo(once.graph, once.history).graph.nodes.mail?.title ?? null).toBeNull();
  });

  it("names the last action, and forgets what was undone when something new is done", () => {
    const graph = followUp();
    const first = perform(graph, emptyHistory, { op: "rename", name: "A" }, act("rename"));
    const undone = undo(first.graph, first.history);
    expect(nextUndo(undone.history)).toBeNull();
    const second = perform(undone.graph, undone.history, { op: "rename", name: "B" }, act("rename"));
    expect(second.history.future).toHaveLength(0);
    expect(nextUndo(second.history)).toEqual({ key: "rename" });
  });

  it("drops an entry that a change from elsewhere made impossible instead of failing", () => {
    const graph = followUp();
    const done = perform(
      graph,
      emptyHistory,
      { op: "connect", from: "deep", port: "sent", to: null },
      act("connect"),
    );
    const redone = undo(done.graph, done.history);
    const { deep: _gone, ...nodes } = redone.graph.nodes;
    const elsewhere = { ...redone.graph, nodes };
    const tried = redo(elsewhere, redone.history);
    expect(tried.graph).toBe(elsewhere);
    expect(tried.history.future).toHaveLength(0);
  });
});

describe("edits", () => {
  it("never leave a way out dangling when a step is put in between", () => {
    const graph = followUp();
    const put = insertAt({ node: "mail", port: "sent" }, "branch1", {
      type: "branch",
      cases: [{ id: "yes", when: { field: "score", op: "gte", value: 50 } }],
    });
    const { graph: next } = perform(graph, emptyHistory, put, act("insert"));
    expect(next.nodes.branch1?.next).toEqual({ yes: "pause", else: "pause" });
    expect(openPlaces(next)).toEqual([]);
  });

  it("paste a check that looks at the pasted mail, not at the original", () => {
    const graph = followUp();
    const clip = copySteps(graph, ["mail", "pause", "opened"]);
    if (!clip) throw new Error("nothing copied");
    const { operation, ids } = pasteAt(graph, { node: "remind", port: "sent" }, clip);
    const { graph: next } = perform(graph, emptyHistory, operation, act("paste"));
    const check = ids.map((id) => next.nodes[id]).find((node) => node?.type === "wait_for");
    expect(check?.type === "wait_for" && ids.includes(check.of)).toBe(true);
    expect(check?.next).toEqual({ happened: "end", timed_out: "end" });
  });

  it("delete the last step without leaving the path to nowhere unseen", () => {
    const graph = followUp();
    const { graph: next } = perform(graph, emptyHistory, removeSteps(graph, ["end"]), act("remove"));
    expect(openPlaces(next)).toEqual([
      { node: "deep", port: "sent" },
      { node: "remind", port: "sent" },
    ]);
  });
});

describe("arrow keys", () => {
  it("follow the path and the branches, so that every step can be reached without a mouse", () => {
    const graph = followUp();
    expect(neighbour(graph, "opened", "down")).toBe("deep");
    expect(neighbour(graph, "deep", "right")).toBe("remind");
    expect(neighbour(graph, "remind", "left")).toBe("deep");
    expect(neighbour(graph, "remind", "up")).toBe("opened");
    expect(readingOrder(graph)).toEqual(["mail", "pause", "opened", "deep", "end", "remind"]);
  });
});
