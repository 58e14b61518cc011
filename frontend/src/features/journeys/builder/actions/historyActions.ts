import { nextRedo, nextUndo } from "../document/history";
import type { ActionContext, BuilderAction } from "./action";

function sayMoved({ store, wordsOf }: ActionContext, key: "undone" | "redone", take: () => void) {
  const { history, graph } = store.getState();
  const action = key === "undone" ? nextUndo(history) : nextRedo(history);
  take();
  if (!action) return;
  const { t } = wordsOf(graph);
  store.getState().say(t(`said.${key}`, { action: t(`done.${action.key}`, action.values) }));
}

export const undoAction: BuilderAction = {
  id: "undo",
  label: "undo",
  keys: ["mod+z"],
  edits: true,
  enabled: (state) => nextUndo(state.history) !== null,
  run: (context) => sayMoved(context, "undone", context.store.getState().undo),
};

export const redoAction: BuilderAction = {
  id: "redo",
  label: "redo",
  keys: ["mod+shift+z", "mod+y"],
  edits: true,
  enabled: (state) => nextRedo(state.history) !== null,
  run: (context) => sayMoved(context, "redone", context.store.getState().redo),
};
