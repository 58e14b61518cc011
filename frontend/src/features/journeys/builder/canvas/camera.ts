import { type ReactFlowInstance, useReactFlow, type Viewport } from "@xyflow/react";
import { type RefObject, useEffect } from "react";
import type { NodeId } from "../document/graph";
import type { Rect } from "../layout/geometry";
import { CARD, TRIGGER } from "../layout/layout";
import type { Picture } from "./picture";

const READABLE = 0.7;
/** Room above the first step. */
const EDGE = 36;

/**
 * The whole picture when it can be read at once; else its beginning, or the place somebody stands at, in a size that
 * can be read.
 */
export function firstView(flow: ReactFlowInstance, host: HTMLElement, picture: Picture, at: NodeId | null) {
  const { width, height } = host.getBoundingClientRect();
  const { bounds, nodes } = picture;
  const zoom = Math.min(width / (bounds.width + 96), height / (bounds.height + 72), 1);
  if (zoom >= READABLE) {
    const x = width / 2 - (bounds.x + bounds.width / 2) * zoom;
    void flow.setViewport({
      x,
      y: Math.max(EDGE, (height - bounds.height * zoom) / 3) - bounds.y * zoom,
      zoom,
    });
    return;
  }
  const node = nodes.find((item) => item.id === (at ?? TRIGGER));
  const left = node?.position.x ?? bounds.x;
  const top = at ? (node?.position.y ?? bounds.y) : bounds.y;
  const x = width / 2 - (left + CARD.width / 2) * 0.85;
  void flow.setViewport({ x, y: (at ? height / 2 : EDGE) - top * 0.85, zoom: 0.85 });
}

/**
 * Whether a turn of the wheel would lead away from the picture's end: in the middle of a page, the page then moves on.
 */
export function isAtEnd(bounds: Rect, { y, zoom }: Viewport, height: number, deltaY: number): boolean {
  const top = bounds.y * zoom + y;
  return deltaY > 0 ? top + bounds.height * zoom + EDGE <= height : top - EDGE >= 0;
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
