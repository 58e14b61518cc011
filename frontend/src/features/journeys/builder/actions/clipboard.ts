import { type Clip, copySteps, pasteAt, readClip, removeSteps } from "../document/edits";
import type { JourneyGraph, NodeId } from "../document/graph";
import { mainPort } from "../document/ports";
import { type Place, placesInto } from "../document/selectors";
import { type ActionContext, anySelected, type BuilderAction } from "./action";

const STORE = "tabiji.clip";

/** Kept in the browser, so that steps can be carried from one journey to another. */
function keep(clip: Clip): void {
  localStorage.setItem(STORE, JSON.stringify(clip));
}
const kept = (): Clip | null => readClip(localStorage.getItem(STORE) ?? "");

/** Behind the last chosen step; before it when nothing can follow it; at the beginning when nothing is chosen. */
export function placeAfter(graph: JourneyGraph, selection: readonly NodeId[]): Place {
  const id = selection.at(-1);
  const node = id ? graph.nodes[id] : undefined;
  if (!id || !node) return "entry";
  const port = mainPort(node);
  return port ? { node: id, port } : (placesInto(graph, id)[0] ?? "entry");
}

function copy({ store, wordsOf }: ActionContext): Clip | null {
  const { graph, selection, say } = store.getState();
  const clip = copySteps(graph, selection);
  if (!clip) return null;
  keep(clip);
  say(wordsOf(graph).t("said.copied", { count: Object.keys(clip.nodes).length }));
  return clip;
}

function paste(context: ActionContext, clip: Clip, key: "paste" | "duplicate") {
  const { graph, selection, edit, select, markFresh } = context.store.getState();
  const { operation, ids } = pasteAt(graph, placeAfter(graph, selection), clip);
  edit(operation, { key, values: { count: ids.length } });
  markFresh(ids);
  select(ids, ids.length === 1);
}

export const copyAction: BuilderAction = {
  id: "copy",
  label: "copy",
  keys: ["mod+c"],
  enabled: anySelected,
  run: (context) => void copy(context),
};

export const cutAction: BuilderAction = {
  id: "cut",
  label: "cut",
  keys: ["mod+x"],
  edits: true,
  enabled: anySelected,
  run: (context) => {
    const clip = copy(context);
    if (!clip) return;
    const { graph, edit } = context.store.getState();
    const ids = Object.keys(clip.nodes);
    edit(removeSteps(graph, ids), { key: "cut", values: { count: ids.length } });
  },
};

export const pasteAction: BuilderAction = {
  id: "paste",
  label: "paste",
  keys: ["mod+v"],
  edits: true,
  enabled: () => kept() !== null,
  run: (context) => {
    const clip = kept();
    if (clip) paste(context, clip, "paste");
  },
};

export const duplicateAction: BuilderAction = {
  id: "duplicate",
  label: "duplicate",
  keys: ["mod+d"],
  edits: true,
  enabled: anySelected,
  run: (context) => {
    const { graph, selection } = context.store.getState();
    const clip = copySteps(graph, selection);
    if (clip) paste(context, clip, "duplicate");
  },
};
