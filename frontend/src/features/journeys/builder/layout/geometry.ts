export type Point = { x: number; y: number };
export type Rect = { x: number; y: number; width: number; height: number };
export type Drawn = { x?: number | undefined; y?: number | undefined; points?: Point[] | undefined };
export type Routed = { points: Point[]; label: Point };

const LEAVE = 12;
const ARRIVE = 18;
const LANE = 28;

export const centreX = (rect: Rect) => rect.x + rect.width / 2;
export const bottom = (rect: Rect) => rect.y + rect.height;

/**
 * An orthogonal way from the bottom of `source` to the top of `target` through the places dagre reserved for the
 * edge, so that a long edge passes beside the cards of the ranks between.
 */
export function route(source: Rect, target: Rect, drawn: Drawn, shift: (point: Point) => Point): Routed {
  const start = { x: centreX(source), y: bottom(source) };
  const end = { x: centreX(target), y: target.y };
  const label = shift({ x: drawn.x ?? centreX(target), y: drawn.y ?? (start.y + end.y) / 2 });
  const via = (drawn.points ?? [])
    .slice(1, -1)
    .map(shift)
    .filter((p) => p.y > start.y + LEAVE && p.y < end.y - ARRIVE);
  if (!via.some((p) => Math.abs(p.y - label.y) < 1)) via.push(label);
  via.sort((a, b) => a.y - b.y);
  return { points: orthogonal(start, via, end), label };
}

function orthogonal(start: Point, via: Point[], end: Point): Point[] {
  const points: Point[] = [start];
  let at = start;
  const turn = (to: Point, y: number) => {
    if (Math.abs(to.x - at.x) > 0.5) points.push({ x: at.x, y }, { x: to.x, y });
    at = to;
  };
  via.forEach((point, index) => {
    turn(point, index === 0 ? start.y + LEAVE : (at.y + point.y) / 2);
  });
  turn(end, end.y - ARRIVE);
  points.push(end);
  return points;
}

/** A way back up: out at the side of `source`, along the outside of all cards between, in at the side of `target`. */
export function backRoute(source: Rect, target: Rect, all: Rect[], lane = 0): Routed {
  const top = Math.min(source.y, target.y);
  const low = Math.max(bottom(source), bottom(target));
  const between = all.filter((r) => r.y < low && bottom(r) > top);
  const right = Math.max(...between.map((r) => r.x + r.width)) + LANE * (lane + 1);
  const left = Math.min(...between.map((r) => r.x)) - LANE * (lane + 1);
  const middle = (centreX(source) + centreX(target)) / 2;
  const useLeft = middle - left < right - middle;
  const x = useLeft ? left : right;
  const side = (rect: Rect): Point => ({
    x: useLeft ? rect.x : rect.x + rect.width,
    y: rect.y + rect.height / 2,
  });
  const from = side(source);
  const to = side(target);
  const points = [from, { x, y: from.y }, { x, y: to.y }, to];
  return { points, label: { x, y: (from.y + to.y) / 2 } };
}

/** SVG path of an orthogonal polyline with rounded corners. */
export function roundedPath(points: Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M ${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const before = points[index] as Point;
    const after = points[index + 2];
    if (!after) {
      path += ` L ${point.x} ${point.y}`;
      return;
    }
    const r = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
    const enter = towards(point, before, r);
    const leave = towards(point, after, r);
    path += ` L ${enter.x} ${enter.y} Q ${point.x} ${point.y} ${leave.x} ${leave.y}`;
  });
  return path;
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
