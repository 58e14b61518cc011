import { expect, test } from "vitest";
import { extent, isAtEnd } from "./camera";

const bounds = { x: 0, y: 0, width: 264, height: 1000 };
const view = (y: number, zoom = 1) => ({ x: 0, y, zoom });

test("a picture in a page takes the wheel only while it has more to show that way", () => {
  const down = 1;
  const up = -1;
  expect(isAtEnd(bounds, view(36), 500, down)).toBe(false);
  expect(isAtEnd(bounds, view(36), 500, up)).toBe(true);
  expect(isAtEnd(bounds, view(-300), 500, up)).toBe(false);
  expect(isAtEnd(bounds, view(-600), 500, down)).toBe(true);
  // Far away the whole of it is seen, and the page moves both ways.
  expect(isAtEnd(bounds, view(40, 0.3), 500, down)).toBe(true);
  expect(isAtEnd(bounds, view(40, 0.3), 500, up)).toBe(true);
});

test("counts the names of ways to the picture, so that none of them hides under the controls", () => {
  const way = { at: { x: -40, y: 100 }, width: 160, points: [{ x: 132, y: 0 }] };
  const flow = { getNodes: () => [], getNodesBounds: () => bounds, getEdges: () => [{ data: way }] };
  expect(extent(flow as unknown as Parameters<typeof extent>[0])).toMatchObject({ x: -120, width: 384 });
});
