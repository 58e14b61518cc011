import { createContext, useContext } from "react";
import type { NodeId } from "../document/graph";
import type { Place } from "../document/selectors";

/** What cards and edges may ask of the canvas they are drawn on; all optional for a still picture. */
export type CanvasHandlers = {
  onSelect?: ((id: NodeId, additive: boolean) => void) | undefined;
  onAdd?: ((place: Place) => void) | undefined;
  onTrigger?: (() => void) | undefined;
  /** The place the picker is open for: its "+" stays visible. */
  adding?: Place | null | undefined;
  trigger: { title: string; summary: string; notes: string[] };
};

export const CanvasContext = createContext<CanvasHandlers>({
  trigger: { title: "", summary: "", notes: [] },
});
export const useCanvas = () => useContext(CanvasContext);
