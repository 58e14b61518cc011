import { beforeEach, describe, expect, it } from "vitest";
import type { ActionContext } from "./actions/action";
import { ACTIONS } from "./actions/registry";
import { actionFor, strokeName } from "./canvas/keymap";
import { insertAt } from "./document/edits";
import { followUp } from "./document/testGraphs";
import { createBuilderStore } from "./store";
import { wordsFor } from "./useWords";

const insert = insertAt({ node: "mail", port: "sent" }, "wait1", { type: "wait", for: "P1D" });
const open = () => createBuilderStore(followUp(), 3);

function contextOf(store: ReturnType<typeof open>): ActionContext {
  const nothing = () => undefined;
  return {
    store,
    wordsOf: (graph) => wordsFor(graph, (key) => key),
    camera: { zoomIn: nothing, zoomOut: nothing, reset: nothing, fit: nothing },
    focusStep: nothing,
    focusPlace: nothing,
  };
}

const stroke = (key: string, mods: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...mods,
});

describe("the builder's state", () => {
  it("knows that undoing back to the saved draft leaves nothing to save", () => {
    const store = open();
    store.getState().edit(insert, { key: "insert" });
    expect(store.getState().saving.status).toBe("waiting");
    store.getState().undo();
    expect(store.getState().saving.status).toBe("saved");
  });

  it("stays unsaved when something was typed while a save was under way", () => {
    const store = open();
    store.getState().edit(insert, { key: "insert" });
    const sent = store.getState().graph;
    store.getState().edit({ op: "rename", name: "Another" }, { key: "rename" });
    store.getState().confirmSaved(sent, 4);
    expect(store.getState().saving.status).toBe("waiting");
    expect(store.getState().revision).toBe(4);
  });

  it("does not save over somebody else's draft by going on typing after a conflict", () => {
    const store = open();
    store.getState().edit(insert, { key: "insert" });
    store.getState().setSaving({ status: "conflict", conflict: { revision: 9, savedBy: "佐藤" } });
    store.getState().edit({ op: "rename", name: "Another" }, { key: "rename" });
    expect(store.getState().saving.status).toBe("conflict");
    store.getState().replace(followUp(), 9);
    expect(store.getState().saving.status).toBe("saved");
    expect(store.getState().history.past).toHaveLength(0);
  });

  it("closes the panel of a step that an undo took away", () => {
    const store = open();
    store.getState().edit(insert, { key: "insert" });
    store.getState().select(["wait1"]);
    store.getState().undo();
    expect(store.getState().selection).toEqual([]);
    expect(store.getState().panel).toBeNull();
  });

  it("keeps a new step's issues quiet only until another is chosen", () => {
    const store = open();
    store.getState().edit(insert, { key: "insert" });
    store.getState().markFresh(["wait1"]);
    store.getState().select(["wait1"]);
    expect(store.getState().fresh.has("wait1")).toBe(true);
    store.getState().select(["mail"]);
    expect(store.getState().fresh.has("wait1")).toBe(false);
  });
});

describe("the builder's keys", () => {
  beforeEach(() => localStorage.clear());

  it("have one meaning each, so that no action hides another", () => {
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("tell undo from redo whatever the case of the letter", () => {
    expect(actionFor(ACTIONS, stroke("z", { ctrlKey: true }))?.id).toBe("undo");
    expect(actionFor(ACTIONS, stroke("Z", { ctrlKey: true, shiftKey: true }))?.id).toBe("redo");
    expect(strokeName(stroke("?", { shiftKey: true }))).toBe("?");
  });

  it("copy steps from one journey into another", () => {
    const from = open();
    from.getState().select(["mail", "pause"]);
    const run = (id: string, store: ReturnType<typeof open>) =>
      ACTIONS.find((action) => action.id === id)?.run(contextOf(store));
    run("copy", from);
    const to = open();
    to.getState().select(["remind"]);
    run("paste", to);
    const { graph, selection } = to.getState();
    expect(selection).toHaveLength(2);
    expect(graph.nodes.remind?.next.sent).toBe(selection[0]);
  });

  it("delete a branch with what only it led to, as one undo", () => {
    const store = open();
    store.getState().select(["opened"]);
    ACTIONS.find((action) => action.id === "delete")?.run(contextOf(store));
    expect(Object.keys(store.getState().graph.nodes).sort()).toEqual(["deep", "end", "mail", "pause"]);
    store.getState().undo();
    expect(Object.keys(store.getState().graph.nodes)).toHaveLength(6);
  });
});
