import { describe, expect, it } from "vitest";
import { fold, matchesWords } from "./fold";

describe("fold", () => {
  it("forgets width, case, kana and blanks, as the server does", () => {
    expect(fold("ﾀﾋﾞｼﾞ　Ｗｏｒｋｓ")).toBe(fold("たびじworks"));
  });

  it("finds every word wherever it stands, and an empty query everywhere", () => {
    expect(matchesWords("ﾃﾝﾌﾟﾚｰﾄ 作成", "テンプレートを作成する")).toBe(true);
    expect(matchesWords("てんぷれーと 削除", "テンプレートを作成する")).toBe(false);
    expect(matchesWords("", "何でも")).toBe(true);
  });
});
