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

  it("names who was asked, and says so when nobody has the task", () => {
    const waiting = { for: "task", node_type: "create_task", node_title: "電話", until: item.at };
    const step = { ...item, kind: "step", title_code: "step.waiting" } as const;
    expect(entryOf({ ...step, detail: { ...waiting, person: "中村" } }, say).title).toContain(
      "waiting_task{",
    );
    expect(entryOf({ ...step, detail: waiting }, say).title).toContain("waiting_task_nobody");
  });

  it("calls an untitled step by what it does, and the other journey by its name, since an id is nobody's word", () => {
    const detail = { node: "more", node_type: "enroll", journey: "こちら", target: "あちら" };
    const { title } = entryOf({ ...item, kind: "step", title_code: "step.enrolled", detail }, say);
    expect(title).toContain('"target":"あちら"');
    expect(title).toContain("journeys:step.enroll.name");
  });

  it("puts a status of another system into words instead of showing its code", () => {
    const detail = { node_type: "webhook", reason: "status_404" };
    const entry = entryOf({ ...item, kind: "step", title_code: "step.call_failed", detail }, say);
    expect(entry).toMatchObject({ tone: "bad", text: 'journeys:callReason.status{"status":"404"}' });
  });

  it("tells a task that ran out of time from one that was called off", () => {
    const late = (reason: string) => ({ node_type: "create_task", reason });
    const of = (detail: Record<string, unknown>) =>
      entryOf({ ...item, kind: "step", title_code: "step.passed", detail }, say).title;
    expect(of(late("time_over"))).toContain("passed_late");
    expect(of(late("cancelled"))).toContain("passed_cancelled");
  });

  it("shows a code nobody has named yet instead of nothing", () => {
    const entry = entryOf({ ...item, kind: "step", title_code: "unknown.kind", detail: {} }, say);
    expect(entry.title).toBe("unknown.kind");
  });
});
