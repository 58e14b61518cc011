import type { TimelineItem } from "@/shared/api/generated/types.gen";
import { formatDateTime } from "@/shared/time/format";

export type Tone = "plain" | "good" | "wait" | "bad" | "ai";

export interface Entry {
  tone: Tone;
  title: string;
  /** Second line: why, or what exactly. */
  text: string;
}

/** Looks a text up by a key made of codes; null when nobody has named it yet. */
export type Say = (key: string, values?: Record<string, string | number>) => string | null;

const TONES: Record<string, Tone> = {
  "step.sent": "ai",
  "step.waiting": "wait",
  "step.deferred": "wait",
  "step.not_sent": "bad",
  "step.errored": "bad",
  "reaction.opened": "good",
  "reaction.clicked": "good",
  "reaction.replied": "good",
  "reaction.bounced": "bad",
  "reaction.complained": "bad",
  "reaction.unsubscribed": "bad",
};

/** One thing that happened, in words. */
export function entryOf({ kind, title_code, detail }: TimelineItem, say: Say): Entry {
  const node = text(detail.node_title) || text(detail.node);
  const values = { journey: text(detail.journey), node, actor: text(detail.actor) };
  const title = say(`timeline.${title_code}`, values) ?? title_code;
  const lines: Record<TimelineItem["kind"], () => string> = {
    change: () => changeText(detail, say),
    step: () => stepText(title_code, detail, say),
    reaction: () => reactionText(detail, say),
    suppression: () => text(detail.note),
  };
  return {
    tone: kind === "suppression" ? "bad" : (TONES[title_code] ?? "plain"),
    title,
    text: lines[kind](),
  };
}

function changeText(detail: Record<string, unknown>, say: Say): string {
  const changes = Object.entries((detail.changes ?? {}) as Record<string, { from?: unknown; to?: unknown }>);
  const words = changes.map(([field, { from, to }]) => {
    const name = say(`field.${field}`) ?? field;
    return `${name}: ${shown(field, from, say)} → ${shown(field, to, say)}`;
  });
  const who = text(detail.actor) && say("timeline.by", { actor: text(detail.actor) });
  return [text(detail.reason), ...words, text(detail.file), who].filter(Boolean).join("\n");
}

function shown(field: string, value: unknown, say: Say): string {
  if (value === null || value === undefined || value === "") return "—";
  if (field === "stage") return say(`stage.${String(value)}`) ?? String(value);
  return Array.isArray(value) ? value.join(", ") || "—" : String(value);
}

function stepText(code: string, detail: Record<string, unknown>, say: Say): string {
  if (typeof detail.until === "string") {
    const until = say("timeline.until", { at: formatDateTime(detail.until) });
    return [until, detail.cut && say("timeline.cut")].filter(Boolean).join("\n");
  }
  if (text(detail.note) && text(detail.by)) {
    return [text(detail.note), say("timeline.stoppedBy", { by: text(detail.by) })].filter(Boolean).join("\n");
  }
  const reason = text(detail.reason) || text(detail.code);
  if (!reason) return "";
  const groups: Record<string, string[]> = {
    "step.errored": ["journeys:errorReason"],
    "step.ended": ["timeline.end", "journeys:exitReason", "journeys:sendReason"],
    "step.passed": ["timeline.pass"],
  };
  const found = (groups[code] ?? ["journeys:sendReason"]).map((group) => say(`${group}.${reason}`));
  return found.find((words) => words !== null) ?? reason;
}

function reactionText(detail: Record<string, unknown>, say: Say): string {
  const verdict = detail.verdict === "machine" ? say("timeline.machine") : null;
  return [text(detail.url), verdict].filter(Boolean).join("\n");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
