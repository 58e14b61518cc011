import { always, type BuilderAction } from "./action";

export const modeAction: BuilderAction = {
  id: "mode",
  label: "boxSelect",
  keys: ["v"],
  enabled: (state) => state.view === "canvas",
  run: ({ store, wordsOf }) => {
    const { mode, setMode, say, graph } = store.getState();
    setMode(mode === "pan" ? "select" : "pan");
    say(wordsOf(graph).t(mode === "pan" ? "said.boxOn" : "said.boxOff"));
  },
};

export const viewActions: BuilderAction[] = [
  { id: "zoomIn", label: "zoomIn", keys: ["+", "="], enabled: always, run: ({ camera }) => camera.zoomIn() },
  { id: "zoomOut", label: "zoomOut", keys: ["-"], enabled: always, run: ({ camera }) => camera.zoomOut() },
  { id: "zoomReset", label: "zoomReset", keys: ["0"], enabled: always, run: ({ camera }) => camera.reset() },
  { id: "fit", label: "fit", keys: ["1"], enabled: always, run: ({ camera }) => camera.fit() },
  modeAction,
  {
    id: "outline",
    label: "outline",
    keys: ["l"],
    enabled: always,
    run: ({ store }) => {
      const { view, setView } = store.getState();
      setView(view === "canvas" ? "outline" : "canvas");
    },
  },
  {
    id: "issues",
    label: "issues",
    keys: ["i"],
    enabled: always,
    run: ({ store }) => store.getState().setPanel({ kind: "issues" }),
  },
  {
    id: "keys",
    label: "keys",
    keys: ["?"],
    enabled: always,
    run: ({ store }) => store.getState().setPanel({ kind: "keys" }),
  },
  {
    id: "close",
    label: "close",
    keys: ["Escape"],
    enabled: (state) => state.panel !== null || state.selection.length > 0,
    run: ({ store, focusStep, focusPlace }) => {
      const { panel, selection, setPanel, select, settle } = store.getState();
      settle();
      if (panel) setPanel(null);
      else select([]);
      const id = selection.at(-1);
      // Focus goes back to where it came from, never to nowhere.
      if (panel?.kind === "picker") focusPlace(panel.place);
      else if (panel && id) focusStep(id);
    },
  },
];
