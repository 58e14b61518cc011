import type { JourneyGraph } from "./graph";
import { apply, EditRefused, inverse, type Operation } from "./operations";

/** One thing a person did, with its name for the tooltip (a text key with its values). */
export type Action = { key: string; values?: Record<string, string | number> };
type Done = { action: Action; forward: Operation; inverse: Operation; merge: string | null };

export type History = { past: readonly Done[]; future: readonly Done[] };
export type Edited = { graph: JourneyGraph; history: History };

export const emptyHistory: History = { past: [], future: [] };
const LIMIT = 200;

/**
 * Applies an edit of this person and remembers it with its way back. Edits with the same `merge` name in a row (typing
 * in one field) are one entry. What comes from the server does not pass here and cannot be undone.
 */
export function perform(
  graph: JourneyGraph,
  history: History,
  operation: Operation,
  action: Action,
  merge: string | null = null,
): Edited {
  const next = apply(graph, operation);
  const last = history.past.at(-1);
  if (merge !== null && last?.merge === merge && history.future.length === 0) {
    const start = apply(graph, last.inverse);
    const joined: Done = { action, forward: inverse(next, start), inverse: inverse(start, next), merge };
    return { graph: next, history: { past: [...history.past.slice(0, -1), joined], future: [] } };
  }
  const done: Done = { action, forward: operation, inverse: inverse(graph, next), merge };
  return { graph: next, history: { past: [...history.past, done].slice(-LIMIT), future: [] } };
}

/** Ends merging: the next edit is an entry of its own even in the same field. */
export function seal(history: History): History {
  const last = history.past.at(-1);
  if (!last?.merge) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, merge: null }] };
}

export const undo = (graph: JourneyGraph, history: History): Edited => step(graph, history, "past");
export const redo = (graph: JourneyGraph, history: History): Edited => step(graph, history, "future");

export const nextUndo = (history: History): Action | null => history.past.at(-1)?.action ?? null;
export const nextRedo = (history: History): Action | null => history.future.at(-1)?.action ?? null;

function step(graph: JourneyGraph, history: History, from: "past" | "future"): Edited {
  const done = history[from].at(-1);
  if (!done) return { graph, history };
  const rest = history[from].slice(0, -1);
  const back = { ...done, merge: null };
  try {
    const next = apply(graph, from === "past" ? done.inverse : done.forward);
    const moved: History =
      from === "past"
        ? { past: rest, future: [...history.future, back] }
        : { past: [...history.past, back], future: rest };
    return { graph: next, history: moved };
  } catch (error) {
    // A change from elsewhere took away what this entry needs: it is no longer part of the story.
    if (error instanceof EditRefused) return { graph, history: { ...history, [from]: rest } as History };
    throw error;
  }
}
