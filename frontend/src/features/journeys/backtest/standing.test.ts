import { expect, test } from "vitest";
import type { BacktestView } from "@/shared/api/generated/types.gen";
import { standing, stillOnTheWay } from "./standing";

const view = (status: string, contacts: number, deleted = 0) =>
  ({ operation: { status }, counts: { contacts, left_out: { deleted } } }) as unknown as BacktestView;

test("a backtest over nobody, or over people who were all deleted, is never an empty page", () => {
  expect(standing(view("done", 0))).toBe("nobody");
  expect(standing(view("done", 0, 12))).toBe("deleted");
  expect(standing(view("done", 5, 12))).toBe("done");
});

test("what has only not begun to count is not called nobody", () => {
  for (const status of ["queued", "running", "cancelled", "failed"] as const) {
    expect(standing(view(status, 0))).toBe(status);
  }
});

test("people whom the draft would still keep are named, for their mails are missing on its side", () => {
  const side = (underWay: number) => ({ ended: { under_way: underWay } }) as unknown as never;
  expect(stillOnTheWay({ live: side(2), draft: side(9) })).toBe(7);
  expect(stillOnTheWay({ live: side(9), draft: side(2) })).toBe(0);
  expect(stillOnTheWay({ live: { ended: {} } as never, draft: { ended: {} } as never })).toBe(0);
});
