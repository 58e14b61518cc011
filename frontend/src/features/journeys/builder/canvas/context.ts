import { createContext, useContext } from "react";
import type { NodeId } from "../document/graph";
import type { Place } from "../document/selectors";
import type { Picture } from "./picture";

/** A step on its way from the palette: where it may go, and where it would go now (keys of places). */
export type Drop = { allowed: ReadonlySet<string>; over: string | null };

/** What cards and edges may ask of the canvas they are drawn on; all optional for a still picture. */
export type CanvasHandlers = {
  onSelect?: ((id: NodeId, additive: boolean) => void) | undefined;
  onAdd?: ((place: Place) => void) | undefined;
  onTrigger?: (() => void) | undefined;
  /** The place the picker is open for: its "+" stays visible. */
  adding?: Place | null | undefined;
  drop?: Drop | null | undefined;
  /** What is drawn: where the lines are that something could be dropped on. */
  picture?: Picture | undefined;
  trigger: { title: string; summary: string; notes: string[] };
};

export const CanvasContext = createContext<CanvasHandlers>({
  trigger: { title: "", summary: "", notes: [] },
});
export const useCanvas = () => useContext(CanvasContext);
