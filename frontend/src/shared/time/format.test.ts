import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import { formatDate, formatDateTime, formatHour, formatRelative } from "./format";

const NOW = Date.parse("2026-12-01T00:00:00Z");

afterEach(async () => {
  await i18next.changeLanguage("ja");
});

describe("times on screen", () => {
  it("are dates of the reader's zone, with weekday", () => {
    expect(formatDateTime("2026-12-01T00:00:00Z", "Asia/Tokyo")).toBe("2026年12月1日(火) 9:00");
  });

  it("name an hour by both its ends", () => {
    const hour = ["2026-12-01T00:00:00Z", "2026-12-01T01:00:00Z", "Asia/Tokyo"] as const;
    expect(formatHour(...hour)).toBe("12月1日(火) 9:00–10:00");
  });

  it("are relative only under a day", () => {
    expect(formatRelative("2026-11-30T23:57:00Z", NOW)).toBe("3分前");
    expect(formatRelative("2026-11-30T01:00:00Z", NOW)).toBe("23時間前");
    expect(formatRelative("2026-11-29T23:59:00Z", NOW)).toBeNull();
  });

  it("say when something is going to be, too", () => {
    expect(formatRelative("2026-12-01T02:00:00Z", NOW)).toBe("2時間後");
  });

  it("do not move a plain day to the day before", () => {
    expect(formatDate("2026-04-01")).toBe("2026年4月1日(水)");
  });

  it("follow the language", async () => {
    await i18next.changeLanguage("en");
    expect(formatRelative("2026-11-30T23:57:00Z", NOW)).toBe("3 minutes ago");
  });
});
