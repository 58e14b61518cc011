import { useEffect } from "react";
import type { ActionContext } from "./actions/action";
import { copyText, cutText, pasteText } from "./actions/clipboard";
import { ACTIONS } from "./actions/registry";
import { actionFor, isPanelKey, isTyping } from "./canvas/keymap";

/** Listens for the builder's keys, and for the browser's copy, cut and paste, while its page is shown. */
export function useBuilderKeys(context: ActionContext, canEdit: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isTyping(event.target) && event.key !== "Escape") return;
      if (isPanelKey(event)) return;
      const action = actionFor(ACTIONS, event);
      if (!action || action.byClipboard || (action.edits && !canEdit)) return;
      if (!action.enabled(context.store.getState())) return;
      event.preventDefault();
      action.run(context);
    };
    const onClipboard = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || (event.type !== "copy" && !canEdit)) return;
      // Words somebody marked on the page are what they want to copy.
      if (event.type !== "paste" && window.getSelection()?.isCollapsed === false) return;
      if (event.type === "paste") {
        if (!pasteText(context, event.clipboardData?.getData("text/plain") ?? "")) return;
      } else {
        const text = event.type === "copy" ? copyText(context) : cutText(context);
        if (text === null) return;
        event.clipboardData?.setData("text/plain", text);
      }
      event.preventDefault();
    };
    const kinds = ["copy", "cut", "paste"] as const;
    window.addEventListener("keydown", onKey);
    for (const kind of kinds) window.addEventListener(kind, onClipboard);
    return () => {
      window.removeEventListener("keydown", onKey);
      for (const kind of kinds) window.removeEventListener(kind, onClipboard);
    };
  }, [context, canEdit]);
}
