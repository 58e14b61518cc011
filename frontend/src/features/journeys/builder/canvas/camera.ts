import {
  getViewportForBounds,
  type ReactFlowInstance,
  useReactFlow,
  useStoreApi,
  type Viewport,
} from "@xyflow/react";
import { type RefObject, useCallback, useEffect } from "react";
import type { NodeId } from "../document/graph";
import type { Rect } from "../layout/geometry";
import { CARD, TRIGGER } from "../layout/layout";
import type { WayData } from "./picture";

const READABLE = 0.7;
/** Room above the first step. */
const EDGE = 36;
const SMALLEST = 0.15;
/** What stays free around the picture; the controls stand at the left. */
const CLEAR = { top: `${EDGE}px`, right: "32px", bottom: `${EDGE}px`, left: "72px" } as const;
export const QUICK = { duration: 150 };

/**
 * The whole picture when it can be read at once; else its beginning, or the place somebody stands at, in a size that
 * can be read.
 */
export function firstView(flow: ReactFlowInstance, host: HTMLElement, at: NodeId | null) {
  const { width, height } = host.getBoundingClientRect();
  const bounds = extent(flow);
  const { x, zoom } = whole(bounds, width, height);
  if (zoom >= READABLE) {
    const y = Math.max(EDGE, (height - bounds.height * zoom) / 3) - bounds.y * zoom;
    void flow.setViewport({ x, y, zoom });
    return;
  }
  const node = flow.getNode(at ?? TRIGGER);
  const left = node?.position.x ?? bounds.x;
  const top = at ? (node?.position.y ?? bounds.y) : bounds.y;
  const beside = width / 2 - (left + CARD.width / 2) * 0.85;
  void flow.setViewport({ x: beside, y: (at ? height / 2 : EDGE) - top * 0.85, zoom: 0.85 });
}

/**
 * Whether a turn of the wheel would lead away from the picture's end: in the middle of a page, the page then moves on.
 */
export function isAtEnd(bounds: Rect, { y, zoom }: Viewport, height: number, deltaY: number): boolean {
  const top = bounds.y * zoom + y;
  return deltaY > 0 ? top + bounds.height * zoom + EDGE <= height : top - EDGE >= 0;
}

/** Shows the whole picture, however small, the names of its ways clear of the controls. */
export function useShowAll(): (options?: { duration: number }) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (options) => {
      const { width, height } = store.getState();
      void flow.setViewport(whole(extent(flow), width, height), options);
    },
    [flow, store],
  );
}

const whole = (bounds: Rect, width: number, height: number) =>
  getViewportForBounds(bounds, width, height, SMALLEST, 1, CLEAR);

/** Everything that is drawn: steps, and the names of the ways, which may stand beside all of them. */
export function extent(flow: ReactFlowInstance): Rect {
  const steps = flow.getNodesBounds(flow.getNodes());
  const xs = flow.getEdges().flatMap(({ data }) => {
    const { at, width, points } = data as WayData;
    return [at.x - width / 2, at.x + width / 2, ...points.map(({ x }) => x)];
  });
  const left = Math.min(steps.x, ...xs);
  const right = Math.max(steps.x + steps.width, ...xs);
  return { x: left, y: steps.y, width: right - left, height: steps.height };
}

/** Arrow keys and the issues list choose steps that may be off the screen; the panel may just have opened over them. */
export function useKeepSelectedInView(
  selection: readonly NodeId[] | undefined,
  host: RefObject<HTMLDivElement | null>,
) {
  const flow = useReactFlow();
  const chosen = selection?.join(" ");
  useEffect(() => {
    const ids = chosen?.split(" ").filter(Boolean) ?? [];
    if (ids.length === 0) return;
    const timer = setTimeout(() => {
      const element = host.current;
      const node = flow.getNode(ids[0] ?? "");
      if (!node || !element) return;
      const cards = ids.map((id) => element.querySelector(`[data-step="${CSS.escape(id)}"]`));
      if (cards.some((card) => card && isInside(card, element))) return;
      const { x, y } = node.position;
      void flow.setCenter(x + CARD.width / 2, y + CARD.height / 2, { zoom: flow.getZoom(), duration: 150 });
    }, 60);
    return () => clearTimeout(timer);
  }, [chosen, flow, host]);
}

/** Tabbing must never lead out of sight. */
export function showFocused(target: Element, host: HTMLElement | null, flow: ReactFlowInstance) {
  if (!host || !target.matches(":focus-visible") || !target.closest(".react-flow__viewport")) return;
  if (isInside(target, host)) return;
  const box = target.getBoundingClientRect();
  const frame = host.getBoundingClientRect();
  const { x, y, zoom } = flow.getViewport();
  const dx = frame.left + frame.width / 2 - (box.left + box.width / 2);
  const dy = frame.top + frame.height / 2 - (box.top + box.height / 2);
  void flow.setViewport({ x: x + dx, y: y + dy, zoom });
}

function isInside(element: Element, host: HTMLElement): boolean {
  const box = element.getBoundingClientRect();
  const frame = host.getBoundingClientRect();
  return (
    box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom
  );
}

/** What was in the middle stays there when a panel opens or closes beside the picture. */
export function useKeepMiddle(host: RefObject<HTMLDivElement | null>, still: boolean | undefined) {
  const flow = useReactFlow();
  useEffect(() => {
    const element = host.current;
    if (!element || still) return;
    let width = element.clientWidth;
    const watch = new ResizeObserver(() => {
      const change = element.clientWidth - width;
      width = element.clientWidth;
      if (change === 0 || width === change) return;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + change / 2, y, zoom });
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [flow, host, still]);
}
