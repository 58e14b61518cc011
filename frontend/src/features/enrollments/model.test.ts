import { describe, expect, it } from "vitest";
import { addressesIn } from "./model";

describe("addresses in pasted text", () => {
  it("are found in an address book's lines, with full-width signs and repeats, so that nobody is enrolled twice", () => {
    const text =
      "佐藤 花子 <hanako@example.com>, taro@example.com、\nＴＡＲＯ＠example.com; x@y.test\nno address here";
    expect(addressesIn(text)).toEqual(["hanako@example.com", "taro@example.com", "x@y.test"]);
  });
});
