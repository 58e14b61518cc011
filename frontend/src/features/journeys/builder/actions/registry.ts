import type { BuilderAction } from "./action";
import { copyAction, cutAction, duplicateAction, pasteAction } from "./clipboard";
import { redoAction, undoAction } from "./historyActions";
import { navigationActions } from "./navigation";
import { addAfterAction, deleteAction, selectAllAction } from "./structure";
import { viewActions } from "./view";

/** All actions of the builder, in the order the list of shortcuts shows them. */
export const ACTIONS: readonly BuilderAction[] = [
  addAfterAction,
  undoAction,
  redoAction,
  copyAction,
  cutAction,
  pasteAction,
  duplicateAction,
  deleteAction,
  selectAllAction,
  ...navigationActions,
  ...viewActions,
];
