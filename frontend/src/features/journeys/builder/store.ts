import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { TripStep } from "../model";
import type { Drop } from "./canvas/context";
import { sameJson } from "./document/diff";
import type { JourneyGraph, NodeId } from "./document/graph";
import { type Action, emptyHistory, type History, perform, redo, seal, undo } from "./document/history";
import type { Operation } from "./document/operations";
import type { Place } from "./document/selectors";
import type { Issue } from "./issues";

export type Panel =
  | { kind: "step" }
  | { kind: "picker"; place: Place }
  | { kind: "restore"; number: number }
  | { kind: "settings" | "issues" | "simulate" | "publish" | "versions" | "keys" }
  | null;
export type Conflict = { revision: number; savedBy: string | null };
export type Saving =
  | { status: "saved" | "waiting" | "saving" }
  | { status: "failed"; message: string }
  | { status: "conflict"; conflict: Conflict };

export type BuilderState = {
  graph: JourneyGraph;
  history: History;
  revision: number;
  /** The document as the server last confirmed it: what differs from it is not saved yet. */
  savedGraph: JourneyGraph;
  saving: Saving;
  issues: Issue[];
  /** Steps just put down: their issues stay quiet until the person has had a chance to fill them in. */
  fresh: ReadonlySet<NodeId>;
  selection: readonly NodeId[];
  panel: Panel;
  view: "canvas" | "outline";
  /** What dragging over the empty canvas does: moves the picture, or draws a box around steps. */
  mode: "pan" | "select";
  drop: Drop | null;
  /** A simulated trip shown on the picture. */
  film: readonly TripStep[] | null;
  /** What the live region says next. */
  said: string;
  edit: (operation: Operation, action: Action, merge?: string | null) => void;
  undo: () => void;
  redo: () => void;
  sealHistory: () => void;
  select: (ids: readonly NodeId[], openPanel?: boolean) => void;
  setPanel: (panel: Panel) => void;
  setView: (view: "canvas" | "outline") => void;
  setMode: (mode: "pan" | "select") => void;
  setDrop: (drop: Drop | null) => void;
  setIssues: (issues: Issue[]) => void;
  setSaving: (saving: Saving) => void;
  confirmSaved: (graph: JourneyGraph, revision: number) => void;
  /** A document from the server takes the place of this one; nothing of it can be undone. */
  replace: (graph: JourneyGraph, revision: number) => void;
  markFresh: (ids: readonly NodeId[]) => void;
  settle: () => void;
  say: (text: string) => void;
  setFilm: (film: readonly TripStep[] | null) => void;
};

export type BuilderStore = StoreApi<BuilderState>;

export function createBuilderStore(
  graph: JourneyGraph,
  revision: number,
  issues: Issue[] = [],
): BuilderStore {
  return createStore<BuilderState>()((set, get) => ({
    graph,
    history: emptyHistory,
    revision,
    savedGraph: graph,
    saving: { status: "saved" },
    issues,
    fresh: new Set<NodeId>(),
    selection: [],
    panel: null,
    view: "canvas",
    mode: "pan",
    drop: null,
    film: null,
    said: "",
    edit: (operation, action, merge = null) =>
      set((state) => changed(state, perform(state.graph, state.history, operation, action, merge))),
    undo: () => set((state) => changed(state, undo(state.graph, state.history))),
    redo: () => set((state) => changed(state, redo(state.graph, state.history))),
    sealHistory: () => set((state) => ({ history: seal(state.history) })),
    select: (ids, openPanel = true) => {
      const { selection, panel, fresh } = get();
      const same = ids.length === selection.length && ids.every((id) => selection.includes(id));
      set({
        selection: ids,
        panel: nextPanel(ids, panel, openPanel),
        fresh: same ? fresh : new Set([...fresh].filter((id) => ids.includes(id))),
      });
    },
    setPanel: (panel) => set({ panel }),
    setView: (view) => set({ view }),
    setMode: (mode) => set({ mode }),
    setDrop: (drop) => set({ drop }),
    setIssues: (next) => set({ issues: next }),
    setSaving: (saving) => set({ saving }),
    confirmSaved: (saved, next) =>
      set((state) => ({
        savedGraph: saved,
        revision: next,
        saving: { status: sameJson(state.graph, saved) ? "saved" : "waiting" },
      })),
    replace: (next, nextRevision) =>
      set({
        graph: next,
        savedGraph: next,
        revision: nextRevision,
        history: emptyHistory,
        saving: { status: "saved" },
        selection: [],
        panel: null,
      }),
    markFresh: (ids) => set((state) => ({ fresh: new Set([...state.fresh, ...ids]) })),
    settle: () => set({ fresh: new Set() }),
    say: (said) => set({ said }),
    setFilm: (film) => set({ film }),
  }));
}

function changed(
  state: BuilderState,
  { graph, history }: { graph: JourneyGraph; history: History },
): Partial<BuilderState> {
  const selection = state.selection.filter((id) => graph.nodes[id]);
  const held = state.saving.status === "conflict";
  const lost = state.panel?.kind === "step" && selection.length === 0;
  return {
    graph,
    history,
    film: null,
    selection,
    panel: lost ? null : state.panel,
    saving: held ? state.saving : { status: sameJson(graph, state.savedGraph) ? "saved" : "waiting" },
  };
}

function nextPanel(ids: readonly NodeId[], panel: Panel, open: boolean): Panel {
  if (ids.length > 0 && open) return { kind: "step" };
  return panel?.kind === "step" || panel?.kind === "picker" ? null : panel;
}

export const BuilderContext = createContext<BuilderStore | null>(null);

export function useBuilderStore(): BuilderStore {
  const store = useContext(BuilderContext);
  if (!store) throw new Error("the builder is used outside its page");
  return store;
}

export const useBuilder = <T>(pick: (state: BuilderState) => T): T => useStore(useBuilderStore(), pick);
