import { describe, expect, it } from "vitest";
import { exportUrl } from "./ExportMenu";

describe("exportUrl", () => {
  it("narrows the file as the list is narrowed, and leaves out what is not set", () => {
    expect(
      exportUrl("contacts", { q: "森 太郎", stage: ["mql", "sql"], tag: undefined, x: "" }, "cp932"),
    ).toBe("/api/v1/contacts/export?encoding=cp932&q=%E6%A3%AE+%E5%A4%AA%E9%83%8E&stage=mql&stage=sql");
  });
});
