import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { wordsFor } from "../../useWords";
import {
  capText,
  exclusiveText,
  goalText,
  quietText,
  reentryMode,
  reentryShort,
  windowText,
} from "./ruleText";

const words = wordsFor(null, i18next.getFixedT("ja", "journeys") as never);

describe("rules of a journey in words", () => {
  it("name how long somebody has to stay away, so that nobody is thought lost", () => {
    expect(reentryMode({ after: "P30D" })).toBe("after");
    expect(reentryShort({ after: "P30D" }, words)).toBe("30日後に再入可");
    expect(reentryShort("never", words)).toBe("1人1回");
  });

  it("say of a night that it ends on the next day", () => {
    expect(quietText({ from: "21:00", to: "08:00" }, words)).toContain("21:00から翌日の08:00まで");
    expect(quietText({ from: "12:00", to: "13:00" }, words)).toContain("12:00から13:00まで");
    expect(
      windowText({ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" }, words),
    ).toContain("平日の09:00から18:00まで");
  });

  it("do not promise a quiet time that has no length", () => {
    expect(quietText({ from: "09:00", to: "09:00" }, words)).toContain("控える時間がありません");
  });

  it("say how many mails fit and what becomes of the rest", () => {
    expect(capText({ max: 2, per: "P7D" }, words)).toContain("どの7日をとっても2通まで");
  });

  it("say what counts as the goal, and by which name", () => {
    const when = { stage_at_least: "opportunity" };
    expect(goalText({ when, title: "商談化" }, words)).toContain("目標「商談化」を達成");
    expect(exclusiveText("nurture", words)).toContain("グループ「nurture」");
  });
});
