import type { BuilderAction } from "../actions/action";

type Stroke = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** `mod+shift+z`: how a stroke is written in the action registry. Shift is part of a printed character already. */
export function strokeName(event: Stroke): string {
  const printed = event.key.length === 1;
  const mod = event.ctrlKey || event.metaKey;
  const parts = [mod ? "mod" : "", event.altKey ? "alt" : ""];
  if (event.shiftKey && (!printed || mod)) parts.push("shift");
  parts.push(printed ? event.key.toLowerCase() : event.key);
  return parts.filter(Boolean).join("+");
}

export function actionFor(actions: readonly BuilderAction[], event: Stroke): BuilderAction | null {
  const name = strokeName(event);
  return actions.find((action) => action.keys.includes(name)) ?? null;
}

/** Keys belong to the field while somebody types, and to an open list while somebody chooses. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input, textarea, select, [role=listbox], [role=combobox], [role=dialog]") !== null
  );
}

/** Keys that a focused control of the side panel uses itself. */
export function isPanelKey(event: KeyboardEvent): boolean {
  const inPanel = event.target instanceof HTMLElement && event.target.closest("[data-panel]") !== null;
  return inPanel && event.key !== "Escape" && !event.ctrlKey && !event.metaKey;
}

const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const SHOWN: Record<string, string> = {
  mod: MAC ? "⌘" : "Ctrl",
  shift: MAC ? "⇧" : "Shift",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** 「Ctrl Z」: a stroke for people. */
export const shownKeys = (name: string): string =>
  // "+" is a key of its own as well as what joins two.
  (name === "+" ? [name] : name.split("+"))
    .map((part) => SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
