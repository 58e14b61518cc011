import { describe, expect, it } from "vitest";
import { addressesIn, peopleFilter, peopleSearch } from "./model";

describe("addresses in pasted text", () => {
  it("are found in an address book's lines, with full-width signs and repeats, so that nobody is enrolled twice", () => {
    const text =
      "佐藤 花子 <hanako@example.com>, taro@example.com、\nＴＡＲＯ＠example.com; x@y.test\nno address here";
    expect(addressesIn(text)).toEqual(["hanako@example.com", "taro@example.com", "x@y.test"]);
  });
});

describe("the list's filter", () => {
  it("means the same people for the list and for an action, so that nobody unseen is moved", () => {
    const search = peopleSearch({ status: "errored", step: "mail1", from: "2026-12-01T01:00:00Z", junk: 1 });
    expect(peopleFilter("j", search)).toEqual({
      journey_id: "j",
      status: "errored",
      node: "mail1",
      failed_between: ["2026-12-01T01:00:00Z", null],
    });
  });

  it("offers no action on everybody where they have all ended", () => {
    expect(peopleFilter("j", { status: "completed" })).toBeNull();
  });

  it("ignores a status nobody knows instead of meaning everybody of another", () => {
    expect(peopleSearch({ status: "gone" })).toEqual({});
  });
});
