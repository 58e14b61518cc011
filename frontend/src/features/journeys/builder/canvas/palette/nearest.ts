import { placeKey } from "../../document/selectors";
import type { Point } from "../../layout/geometry";
import type { Picture, WayData } from "../picture";

/** The place whose line is nearest to a point, of those allowed, and not farther than `reach`; null when none is. */
export function nearestPlace(
  { edges }: Pick<Picture, "edges">,
  allowed: ReadonlySet<string>,
  point: Point,
  reach: number,
): string | null {
  let best: { key: string; far: number } | null = null;
  for (const { data } of edges) {
    const { place, points, at, back } = data as WayData;
    const key = placeKey(place);
    if (back || !allowed.has(key)) continue;
    // Lines of one branch begin together: the label, which no other line has, decides between them.
    const far = toLine(point, points) + Math.hypot(point.x - at.x, point.y - at.y) / 1000;
    if (far <= reach && (best === null || far < best.far)) best = { key, far };
  }
  return best?.key ?? null;
}

function toLine(point: Point, points: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < points.length; index += 1) {
    const from = points[index - 1] as Point;
    const to = points[index] as Point;
    least = Math.min(least, toSegment(point, from, to));
  }
  return least;
}

function toSegment(point: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - (from.x + at * dx), point.y - (from.y + at * dy));
}
