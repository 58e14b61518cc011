import { describe, expect, it } from "vitest";
import { subjectInWords } from "./subject";

const LABELS = new Map([
  ["company.name", "会社名"],
  ["salutation", "宛名"],
]);

describe("subjectInWords", () => {
  it("shows no template syntax to people who do not write it", () => {
    const subject = "{% if company.name %}{{ company.name }} {% endif %}{{ salutation }}へのご連絡";
    expect(subjectInWords(subject, LABELS)).toBe("〔会社名〕 〔宛名〕へのご連絡");
  });

  it("keeps a field nobody has named, and filters do not hide it", () => {
    expect(subjectInWords("{{ attributes.plan | default: 'x' }}の件", LABELS)).toBe(
      "〔attributes.plan〕の件",
    );
  });
});
