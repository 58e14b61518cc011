import { describe, expect, it } from "vitest";
import { monthsOf } from "./calendar";

const calendar = {
  year: 2028,
  holidays: [{ day: "2028-01-10", name: "成人の日" }],
  days: [
    { day: "2028-01-10", closed: false, note: "出荷日" },
    { day: "2028-12-29", closed: true, note: "年末休業" },
  ],
};

describe("monthsOf", () => {
  const months = monthsOf(calendar);
  const find = (day: string) => months.flat().find((entry) => entry.day === day);

  it("has every day of a leap year once, so that no business day is lost", () => {
    expect(months.flat()).toHaveLength(366);
    expect(new Set(months.flat().map((entry) => entry.day)).size).toBe(366);
    expect(months[1]?.at(-1)?.day).toBe("2028-02-29");
  });

  it("lets the company open on a public holiday", () => {
    expect(find("2028-01-10")).toMatchObject({ closed: false, holiday: "成人の日" });
  });

  it("lets the company close on an ordinary Friday", () => {
    expect(find("2028-12-29")).toMatchObject({ closed: true, weekday: 5 });
  });

  it("closes weekends without a word", () => {
    expect(find("2028-01-01")).toMatchObject({ closed: true, own: null });
  });
});
