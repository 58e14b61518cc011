import { useReactFlow } from "@xyflow/react";
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from "react";
import type { StepKind } from "../../document/graph";
import { dropPlaces } from "../../document/placing";
import { type Place, placeKey } from "../../document/selectors";
import type { BuilderStore } from "../../store";
import { useCanvas } from "../context";
import type { WayData } from "../picture";
import { nearestPlace } from "./nearest";

const STARTS_AFTER = 5;
const REACH = 64;
const EDGE = 48;
const PAN = 9;

type Drag = { kind: StepKind; start: { x: number; y: number }; moved: boolean };

/**
 * Carries a kind of step from the palette to a line: places light up, the nearest one is taken, the picture moves at
 * its border, Escape gives up. Returns what is carried, and what a palette entry needs.
 */
export function usePaletteDrag(store: BuilderStore, onDrop: (kind: StepKind, place: Place) => void) {
  const flow = useReactFlow();
  const { picture } = useCanvas();
  const drag = useRef<Drag | null>(null);
  const swallow = useRef(false);
  const [carried, setCarried] = useState<{ kind: StepKind; x: number; y: number } | null>(null);
  const now = useRef({ picture, onDrop, flow });
  now.current = { picture, onDrop, flow };

  useEffect(() => {
    let at = { x: 0, y: 0 };
    let frame = 0;
    const look = () => {
      const { drop, setDrop } = store.getState();
      const { picture: shown, flow: camera } = now.current;
      if (!drop || !shown) return;
      const over = nearestPlace(
        shown,
        drop.allowed,
        camera.screenToFlowPosition(at),
        REACH / camera.getZoom(),
      );
      if (over !== drop.over) setDrop({ ...drop, over });
    };
    const pan = () => {
      const frameBox = document.querySelector("[data-canvas]")?.getBoundingClientRect();
      if (!drag.current?.moved || !frameBox) return;
      const inside = at.x > frameBox.left && at.x < frameBox.right;
      const dy = at.y < frameBox.top + EDGE ? PAN : at.y > frameBox.bottom - EDGE ? -PAN : 0;
      if (inside && dy !== 0) {
        const { x, y, zoom } = now.current.flow.getViewport();
        void now.current.flow.setViewport({ x, y: y + dy, zoom });
        look();
      }
      frame = requestAnimationFrame(pan);
    };
    const finish = () => {
      cancelAnimationFrame(frame);
      drag.current = null;
      setCarried(null);
      store.getState().setDrop(null);
    };
    const onMove = (event: PointerEvent) => {
      const held = drag.current;
      if (!held) return;
      at = { x: event.clientX, y: event.clientY };
      if (!held.moved) {
        if (Math.hypot(at.x - held.start.x, at.y - held.start.y) < STARTS_AFTER) return;
        held.moved = true;
        store.getState().setDrop({ allowed: dropPlaces(store.getState().graph, held.kind), over: null });
        frame = requestAnimationFrame(pan);
      }
      setCarried({ kind: held.kind, ...at });
      look();
    };
    const onUp = () => {
      const held = drag.current;
      if (held?.moved) swallow.current = true;
      // The click that belongs to this release comes at once, if at all; a later one, or Enter, is meant.
      setTimeout(() => {
        swallow.current = false;
      });
      if (!held) return;
      const over = store.getState().drop?.over;
      const way = now.current.picture?.edges
        .map((edge) => edge.data as WayData)
        .find(({ place }) => placeKey(place) === over);
      finish();
      if (held.moved && way) now.current.onDrop(held.kind, way.place);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !drag.current) return;
      event.preventDefault();
      event.stopPropagation();
      swallow.current = true;
      finish();
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", finish);
    window.addEventListener("keydown", onKey, true);
    return () => {
      finish();
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", finish);
      window.removeEventListener("keydown", onKey, true);
    };
  }, [store]);

  return {
    carried,
    hold: (kind: StepKind, event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      swallow.current = false;
      drag.current = { kind, start: { x: event.clientX, y: event.clientY }, moved: false };
    },
    /** Whether the click that ends a drag is none. */
    wasDrag: () => {
      const was = swallow.current;
      swallow.current = false;
      return was;
    },
  };
}
