import { useEffect } from "react";
import type { ActionContext } from "./actions/action";
import { ACTIONS } from "./actions/registry";
import { actionFor, isPanelKey, isTyping } from "./canvas/keymap";

/** Listens for the builder's keys while its page is shown. */
export function useBuilderKeys(context: ActionContext, canEdit: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isTyping(event.target) && event.key !== "Escape") return;
      if (isPanelKey(event)) return;
      const action = actionFor(ACTIONS, event);
      if (!action || (action.edits && !canEdit) || !action.enabled(context.store.getState())) return;
      event.preventDefault();
      action.run(context);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [context, canEdit]);
}
