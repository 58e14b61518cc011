import { type RefObject, useEffect, useRef } from "react";

/** Brings an answer into sight when it has come: asked for at the foot of a long panel, it stands far below. */
export function useShown<Place extends Element>(answer: unknown): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    if (answer) place.current?.scrollIntoView({ block: "start" });
  }, [answer]);
  return place;
}
