import { expect, test } from "vitest";
import { readable } from "./duration";

const DAY = 86_400;

test("a span of days never speaks of the seconds that mails took to leave", () => {
  expect(readable(17 * DAY + 16)).toEqual([{ unit: "days", amount: 17 }]);
  expect(readable(17 * DAY + 45 * 60)).toEqual([{ unit: "days", amount: 17 }]);
  expect(readable(14 * DAY + 6 * 3600 + 59)).toEqual([
    { unit: "days", amount: 14 },
    { unit: "hours", amount: 6 },
  ]);
  expect(readable(0)).toEqual([{ unit: "minutes", amount: 0 }]);
});
