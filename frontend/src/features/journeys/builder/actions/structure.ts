import { removeSteps } from "../document/edits";
import type { Action } from "../document/history";
import type { Place } from "../document/selectors";
import { readingOrder } from "../document/selectors";
import { nameOf } from "../steps/registry";
import { always, anySelected, type BuilderAction } from "./action";
import { placeAfter } from "./clipboard";

/** The chosen steps go, and with them what nobody would reach any more; one undo brings all of it back. */
export const deleteAction: BuilderAction = {
  id: "delete",
  label: "delete",
  keys: ["Delete", "Backspace"],
  edits: true,
  enabled: anySelected,
  run: ({ store, wordsOf }) => {
    const { graph, selection, edit, select, say } = store.getState();
    const words = wordsOf(graph);
    const first = selection[0] ? graph.nodes[selection[0]] : undefined;
    const operation = removeSteps(graph, selection, true);
    const action: Action =
      selection.length === 1 && first
        ? { key: "remove", values: { step: nameOf(first, words) } }
        : { key: "removeSeveral", values: { count: selection.length } };
    const before = Object.keys(graph.nodes).length;
    edit(operation, action);
    select([]);
    say(words.t("said.removed", { count: before - Object.keys(store.getState().graph.nodes).length }));
  },
};

export const addAfterAction: BuilderAction = {
  id: "addAfter",
  label: "addAfter",
  keys: ["a"],
  edits: true,
  enabled: always,
  run: ({ store }) => {
    const { graph, selection, setPanel } = store.getState();
    const place: Place = placeAfter(graph, selection);
    setPanel({ kind: "picker", place });
  },
};

export const selectAllAction: BuilderAction = {
  id: "selectAll",
  label: "selectAll",
  keys: ["mod+a"],
  enabled: always,
  run: ({ store }) => {
    const { graph, select } = store.getState();
    select(readingOrder(graph), false);
  },
};
