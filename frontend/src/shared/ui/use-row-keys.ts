import { type KeyboardEvent, type MouseEvent, useState } from "react";

interface Actions {
  open: (id: string) => void;
  toggle: (id: string) => void;
}

const CONTROLS = "a, button, input, label, select, textarea, [role='menuitem'], [role='checkbox']";

/** Keys of a table's body: up and down between rows, Home and End, Enter opens, Space selects. */
export function useRowKeys({ open, toggle }: Actions) {
  const [current, setCurrent] = useState<string | null>(null);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    const id = row?.dataset.row;
    if (!row || !id || event.target !== row) return;
    const target = neighbour(row, event.key);
    if (target) target.focus();
    else if (event.key === "Enter") open(id);
    else if (event.key === " ") toggle(id);
    else return;
    event.preventDefault();
  }

  return {
    onKeyDown,
    remember: setCurrent,
    /** One row is in the tab order: the last one visited, at first the topmost. */
    isTabStop: (id: string, position: number) => (current === null ? position === 0 : current === id),
    /** A click on a control inside a row is that control's own business, and so is selecting text. */
    clicked: (event: MouseEvent<HTMLElement>) =>
      !(event.target as HTMLElement).closest(CONTROLS) && !window.getSelection()?.toString(),
  };
}

function neighbour(row: HTMLElement, key: string): HTMLElement | null {
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = rows.indexOf(row);
  if (key === "ArrowDown") return rows[at + 1] ?? null;
  if (key === "ArrowUp") return rows[at - 1] ?? null;
  if (key === "Home") return rows[0] ?? null;
  if (key === "End") return rows.at(-1) ?? null;
  return null;
}
