import { type Clip, copySteps, pasteAt, readClip, writeClip } from "../document/clip";
import { removeSteps } from "../document/edits";
import type { JourneyGraph, NodeId } from "../document/graph";
import { EditRefused } from "../document/operations";
import { mainPort } from "../document/ports";
import { type Place, placesInto, readingOrder } from "../document/selectors";
import { type ActionContext, anySelected, type BuilderAction } from "./action";

const STORE = "tabiji.clip";

/** Also kept in the browser: the system's clipboard can only be read when somebody presses its keys. */
export const keptClip = (): Clip | null => readClip(localStorage.getItem(STORE) ?? "");

/** Behind the last chosen step; before it when nothing can follow it; at the beginning when nothing is chosen. */
export function placeAfter(graph: JourneyGraph, selection: readonly NodeId[]): Place {
  const id = selection.at(-1);
  const node = id ? graph.nodes[id] : undefined;
  if (!id || !node) return "entry";
  const port = mainPort(node);
  return port ? { node: id, port } : (placesInto(graph, id)[0] ?? "entry");
}

/** The chosen steps as text for the system's clipboard; null when none is chosen. */
export function copyText({ store, wordsOf }: ActionContext): string | null {
  const { graph, selection, say } = store.getState();
  const chosen = new Set(selection);
  const clip = copySteps(
    graph,
    readingOrder(graph).filter((id) => chosen.has(id)),
  );
  if (!clip) return null;
  const text = writeClip(clip);
  localStorage.setItem(STORE, text);
  say(wordsOf(graph).t("said.copied", { count: Object.keys(clip.nodes).length }));
  return text;
}

export function cutText(context: ActionContext): string | null {
  const text = copyText(context);
  if (text === null) return null;
  const { graph, selection, edit } = context.store.getState();
  edit(removeSteps(graph, selection), { key: "cut", values: { count: selection.length } });
  return text;
}

/** Puts a clip at a place, or behind what is chosen; says so when it does not fit. */
export function pasteClip(
  context: Pick<ActionContext, "store" | "wordsOf">,
  clip: Clip,
  key: "paste" | "duplicate",
  place?: Place,
) {
  const { graph, selection, edit, select, markFresh, say } = context.store.getState();
  const { t } = context.wordsOf(graph);
  try {
    const { operation, ids } = pasteAt(graph, place ?? placeAfter(graph, selection), clip);
    edit(operation, { key, values: { count: ids.length } });
    markFresh(ids);
    select(ids, ids.length === 1);
    say(t("said.pasted", { count: ids.length }));
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    say(t(error.code === "too_many" ? "said.tooMany" : "picker.exitTaken"));
  }
}

/** What a press of the paste keys brings. Other text than steps is not ours to paste. */
export function pasteText(context: ActionContext, text: string): boolean {
  const clip = readClip(text);
  if (clip) pasteClip(context, clip, "paste");
  return clip !== null;
}

/** Buttons write through the browser's API; where there is none (plain http) the browser's own store remains. */
function write(text: string | null): void {
  if (text !== null) void navigator.clipboard?.writeText(text).catch(() => undefined);
}

export const copyAction: BuilderAction = {
  id: "copy",
  label: "copy",
  keys: ["mod+c"],
  byClipboard: true,
  enabled: anySelected,
  run: (context) => write(copyText(context)),
};

export const cutAction: BuilderAction = {
  id: "cut",
  label: "cut",
  keys: ["mod+x"],
  edits: true,
  byClipboard: true,
  enabled: anySelected,
  run: (context) => write(cutText(context)),
};

export const pasteAction: BuilderAction = {
  id: "paste",
  label: "paste",
  keys: ["mod+v"],
  edits: true,
  byClipboard: true,
  enabled: () => keptClip() !== null,
  run: (context) => {
    const clip = keptClip();
    if (clip) pasteClip(context, clip, "paste");
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
    const chosen = new Set(selection);
    const order = readingOrder(graph).filter((id) => chosen.has(id));
    const clip = copySteps(graph, order);
    if (clip) pasteClip(context, clip, "duplicate", placeAfter(graph, order));
  },
};
