import { useEffect, useRef } from "react";

export interface TaskKeys {
  move: (by: 1 | -1) => void;
  /** The n-th outcome, from 0. */
  choose: (index: number) => void;
  note: () => void;
  finish: () => void;
  later: () => void;
}

const TYPED_INTO =
  "input:not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=dialog], [role=menu]";

/** Which action a key press means; null when it belongs to somebody else. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  typing: boolean,
) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return { name: "finish" } as const;
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "j") return { name: "move", by: 1 } as const;
  if (event.key === "k") return { name: "move", by: -1 } as const;
  if (event.key === "n") return { name: "note" } as const;
  if (event.key === "l") return { name: "later" } as const;
  if (/^[1-9]$/.test(event.key)) return { name: "choose", index: Number(event.key) - 1 } as const;
  return null;
}

/** Works through the queue without the mouse. Letters stay letters while somebody types. */
export function useTaskKeys(keys: TaskKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const typing = (event.target as HTMLElement | null)?.closest?.(TYPED_INTO) != null;
      const action = actionOf(event, typing);
      if (!action) return;
      event.preventDefault();
      const { move, choose, note, finish, later } = latest.current;
      if (action.name === "move") move(action.by);
      else if (action.name === "choose") choose(action.index);
      else ({ note, finish, later })[action.name]();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
