import { useKeyPress, useReactFlow } from "@xyflow/react";
import {
  type MouseEvent,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useRef,
  useState,
} from "react";
import type { NodeId } from "../document/graph";
import type { Rect } from "../layout/geometry";
import { CARD } from "../layout/layout";
import type { Picture } from "./picture";

export type Marquee = {
  mode: "pan" | "select";
  onMode: () => void;
  onMarquee: (ids: NodeId[], additive: boolean) => void;
};

/**
 * A box drawn over the empty canvas chooses the steps it touches: with Shift always, without it in the mode for it.
 * In that mode Shift adds to what is chosen, and Space moves the picture as ever.
 */
export function useMarquee(
  host: RefObject<HTMLDivElement | null>,
  picture: Picture,
  marquee: Marquee | undefined,
) {
  const flow = useReactFlow();
  const [box, setBox] = useState<Rect | null>(null);
  const panning = useKeyPress("Space");
  const drawn = useRef(false);

  const begins = (event: MouseEvent) => {
    if (!marquee || event.button !== 0 || panning || !(event.target instanceof Element)) return false;
    const onEmpty =
      event.target.closest(".react-flow__renderer") && !event.target.closest("button, .react-flow__panel");
    return Boolean(onEmpty) && (marquee.mode === "select" || event.shiftKey);
  };
  const onPointerDownCapture = (event: ReactPointerEvent) => {
    drawn.current = false;
    if (!begins(event) || !marquee || !host.current) return;
    const frame = host.current.getBoundingClientRect();
    const start = { x: event.clientX, y: event.clientY };
    const additive = marquee.mode === "select" && event.shiftKey;
    let last = "";
    const onMove = (move: PointerEvent) => {
      const screen = boxOf(start, { x: move.clientX, y: move.clientY });
      if (!drawn.current && screen.width + screen.height < 6) return;
      drawn.current = true;
      setBox({ ...screen, x: screen.x - frame.left, y: screen.y - frame.top });
      const corner = flow.screenToFlowPosition({ x: screen.x, y: screen.y });
      const zoom = flow.getZoom();
      const ids = touched(picture, {
        ...corner,
        width: screen.width / zoom,
        height: screen.height / zoom,
      });
      if (ids.join() !== last) marquee.onMarquee(ids, additive);
      last = ids.join();
    };
    const onEnd = () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onEnd);
      window.removeEventListener("pointercancel", onEnd);
      setBox(null);
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onEnd);
    window.addEventListener("pointercancel", onEnd);
  };
  return {
    box,
    handlers: {
      onPointerDownCapture,
      // The picture must stay where it is, and the words on it unmarked, while the box is drawn.
      onMouseDownCapture: (event: MouseEvent) => {
        if (!begins(event)) return;
        event.stopPropagation();
        event.preventDefault();
      },
      // The click that ends a box is not a click on the empty canvas.
      onClickCapture: (event: MouseEvent) => {
        if (!drawn.current) return;
        drawn.current = false;
        event.stopPropagation();
      },
    },
  };
}

type At = { x: number; y: number };

const boxOf = (a: At, b: At): Rect => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

/** Steps a box touches, in the order they are drawn. */
export function touched({ nodes }: Pick<Picture, "nodes">, box: Rect): NodeId[] {
  return nodes
    .filter(({ type, position: { x, y } }) => {
      const beside = x > box.x + box.width || x + CARD.width < box.x;
      const over = y > box.y + box.height || y + CARD.height < box.y;
      return type === "step" && !beside && !over;
    })
    .map((node) => node.id);
}
