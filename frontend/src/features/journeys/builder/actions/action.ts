import type { JourneyGraph, NodeId } from "../document/graph";
import type { Place } from "../document/selectors";
import type { Words } from "../steps/words";
import type { BuilderState, BuilderStore } from "../store";

/** What an action may touch: the document and view state, texts, and the picture's own camera. */
export type ActionContext = {
  store: BuilderStore;
  wordsOf: (graph: JourneyGraph) => Words;
  camera: { zoomIn: () => void; zoomOut: () => void; reset: () => void; fit: () => void };
  focusStep: (id: NodeId) => void;
  focusPlace: (place: Place) => void;
};

/** One thing a person can do, for keys, buttons, the list of shortcuts and tests alike. */
export type BuilderAction = {
  id: string;
  /** Text key under `action`. */
  label: string;
  /** `mod` is Ctrl, or Command on a Mac. The first is shown. */
  keys: readonly string[];
  edits?: boolean;
  /** Its keys come as the browser's own copy, cut and paste events, which alone reach the system's clipboard. */
  byClipboard?: boolean;
  enabled: (state: BuilderState) => boolean;
  run: (context: ActionContext) => void;
};

export const always = () => true;
export const anySelected = (state: BuilderState) => state.selection.length > 0;
