import { describe, expect, it } from "vitest";
import { entryOf, type Say } from "./timeline";

const say: Say = (key, values) =>
  key.includes("unknown") ? null : `${key}${values ? JSON.stringify(values) : ""}`;
const item = { id: "1", at: "2026-12-01T00:00:00Z" };

describe("entryOf", () => {
  it("says why a mail was not sent, since silence would look like a lost mail", () => {
    const entry = entryOf(
      {
        ...item,
        kind: "step",
        title_code: "step.not_sent",
        detail: { node: "thanks", reason: "suppressed" },
      },
      say,
    );
    expect(entry).toMatchObject({ tone: "bad", text: "journeys:sendReason.suppressed" });
  });

  it("tells a machine's open from a person's", () => {
    const entry = entryOf(
      { ...item, kind: "reaction", title_code: "reaction.opened", detail: { verdict: "machine", url: null } },
      say,
    );
    expect(entry.text).toBe("timeline.machine");
  });

  it("shows both sides of a change and who made it", () => {
    const detail = { actor: "佐藤", reason: "商談化", changes: { title: { from: "", to: "部長" } } };
    const entry = entryOf({ ...item, kind: "change", title_code: "contact.changed", detail }, say);
    expect(entry.text).toBe('商談化\nfield.title: — → 部長\ntimeline.by{"actor":"佐藤"}');
  });

  it("says who took a contact out of a journey, and why", () => {
    const detail = { reason: "stopped_by_hand", note: "本人の希望", by: "佐藤" };
    const entry = entryOf({ ...item, kind: "step", title_code: "step.ended", detail }, say);
    expect(entry.text).toBe('本人の希望\ntimeline.stoppedBy{"by":"佐藤"}');
  });

  it("says that a test's wait was shortened", () => {
    const detail = { until: "2026-12-01T00:00:00Z", cut: true };
    const entry = entryOf({ ...item, kind: "step", title_code: "step.waiting", detail }, say);
    expect(entry.text).toContain("timeline.cut");
  });

  it("shows a code nobody has named yet instead of nothing", () => {
    const entry = entryOf({ ...item, kind: "step", title_code: "unknown.kind", detail: {} }, say);
    expect(entry.title).toBe("unknown.kind");
  });
});
