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
  "step.deferred_cap": "wait",
  "step.goal": "good",
  "step.task_done": "good",
  "step.passed_late": "bad",
  "step.passed_cancelled": "bad",
  "step.not_assigned": "bad",
  "step.not_notified": "bad",
  "step.call_failed": "bad",
  "step.not_enrolled": "bad",
  "notice.failed": "bad",
  "notice.unconfirmed": "wait",
  "reaction.opened": "good",
  "reaction.clicked": "good",
  "reaction.replied": "good",
  "reaction.bounced": "bad",
  "reaction.complained": "bad",
  "reaction.unsubscribed": "bad",
};

/** One thing that happened, in words. */
export function entryOf({ kind, title_code, detail }: TimelineItem, say: Say): Entry {
  const values = {
    journey: text(detail.journey),
    node: nodeOf(detail, say),
    actor: text(detail.actor),
    person: text(detail.person),
    target: text(detail.target) || text(detail.journey),
  };
  const code = kind === "step" ? variantOf(title_code, detail) : title_code;
  const title = say(`timeline.${code}`, values) ?? say(`timeline.${title_code}`, values) ?? title_code;
  const lines: Record<TimelineItem["kind"], () => string> = {
    change: () => changeText(detail, say),
    step: () => stepText(title_code, detail, say),
    reaction: () => reactionText(detail, say),
    notice: () => noticeText(title_code, detail, say),
    suppression: () => text(detail.note),
  };
  return {
    tone: kind === "suppression" ? "bad" : (TONES[code] ?? TONES[title_code] ?? "plain"),
    title,
    text: lines[kind](),
  };
}

/** A step by its own title, else by what it does; an id is nobody's word. */
function nodeOf(detail: Record<string, unknown>, say: Say): string {
  const kind = text(detail.node_type) && say(`journeys:step.${text(detail.node_type)}.name`);
  return text(detail.node_title) || kind || text(detail.node);
}

/** The same outcome said for its cause: what is waited for, or that nobody has the task. */
function variantOf(code: string, detail: Record<string, unknown>): string {
  const nobody = text(detail.person) ? "" : "_nobody";
  if (detail.node_type === "wait" && !text(detail.node_title)) return `${code}_untitled`;
  switch (code) {
    case "step.waiting":
      return detail.for === "task" ? `${code}_task${nobody}` : `${code}_${text(detail.for)}`;
    case "step.task_created":
      return `${code}${nobody}`;
    case "step.assigned":
      return detail.owner === detail.before ? `${code}_kept` : code;
    case "step.deferred":
      if (detail.node_type === "webhook") return `${code}_call`;
      return detail.reason === "cap" ? `${code}_cap` : code;
    case "step.passed":
      if (detail.node_type !== "create_task") return code;
      return detail.reason === "cancelled" ? `${code}_cancelled` : `${code}_late`;
    case "step.ended":
      return typeof detail.goal === "string" ? "step.goal" : code;
    default:
      return code;
  }
}

function changeText(detail: Record<string, unknown>, say: Say): string {
  const changes = Object.entries((detail.changes ?? {}) as Record<string, { from?: unknown; to?: unknown }>);
  const words = changes.map(([field, { from, to }]) => {
    return `${fieldName(field, say)}: ${shown(field, from, say)} → ${shown(field, to, say)}`;
  });
  const who = text(detail.actor) && say("timeline.by", { actor: text(detail.actor) });
  return [text(detail.reason), ...words, text(detail.file), who].filter(Boolean).join("\n");
}

/** A value of a field as people read it. */
export function shown(field: string, value: unknown, say: Say): string {
  if (value === null || value === undefined || value === "") return "—";
  if (field === "stage") return say(`stage.${String(value)}`) ?? String(value);
  if (Array.isArray(value)) return value.join(", ") || "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function stepText(code: string, detail: Record<string, unknown>, say: Say): string {
  if (typeof detail.until === "string") {
    const until = say("timeline.until", { at: formatDateTime(detail.until) });
    return [until, detail.cut && say("timeline.cut")].filter(Boolean).join("\n");
  }
  if (text(detail.note) && text(detail.by)) {
    return [text(detail.note), say("timeline.stoppedBy", { by: text(detail.by) })].filter(Boolean).join("\n");
  }
  if (typeof detail.goal === "string") return say("timeline.goalIs", { goal: detail.goal }) ?? "";
  if (code === "step.task_done") {
    const outcome = text(detail.outcome);
    return say("timeline.outcome", { outcome: say(`tasks:outcome.${outcome}`) ?? outcome }) ?? outcome;
  }
  if (code === "step.updated") return updatedText(detail, say);
  return reasonText(code, detail, say);
}

/** Where the words for a reason are looked up, by what it is the reason of. */
const REASONS: Record<string, string[]> = {
  "step.errored": ["journeys:errorReason"],
  "step.ended": ["timeline.end", "journeys:exitReason", "journeys:sendReason"],
  "step.passed": ["timeline.pass"],
  "step.call_failed": ["journeys:callReason"],
  "notice.failed": ["journeys:callReason", "journeys:sendReason"],
  "notice.unconfirmed": ["journeys:callReason", "journeys:sendReason"],
  "step.not_enrolled": ["enrollments:leftOut"],
};
/** Said by the sentence itself already. */
const SAID = new Set(["kept", "nobody_available", "cancelled"]);

function reasonText(code: string, detail: Record<string, unknown>, say: Say): string {
  const reason = text(detail.reason) || text(detail.code);
  if (!reason || SAID.has(reason) || (code === "step.passed" && detail.node_type === "create_task"))
    return "";
  if (reason.startsWith("status_")) {
    return say("journeys:callReason.status", { status: reason.slice("status_".length) }) ?? reason;
  }
  const found = (REASONS[code] ?? ["journeys:sendReason"]).map((group) => say(`${group}.${reason}`));
  return found.find((words) => words !== null) ?? reason;
}

/** Where to, why it did not arrive, and whether somebody has seen to it. */
function noticeText(code: string, detail: Record<string, unknown>, say: Say): string {
  const way = say(`timeline.notice.${text(detail.channel)}`, { to: text(detail.to) });
  const settled = say(detail.dismissed === true ? "timeline.notice.settled" : "timeline.notice.open");
  return [way, reasonText(code, detail, say), settled].filter(Boolean).join("\n");
}

function updatedText(detail: Record<string, unknown>, say: Say): string {
  const named = (fields: unknown) =>
    Array.isArray(fields) ? fields.map((field) => fieldName(String(field), say)).join(", ") : "";
  const [changed, kept] = [named(detail.changed), named(detail.kept)];
  return [
    changed && say("timeline.changed", { fields: changed }),
    kept && `${kept}: ${say("timeline.kept") ?? ""}`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** A field as people call it; an attribute is called by its own name. */
export function fieldName(field: string, say: Say): string {
  return say(`field.${field}`) ?? field.replace(/^attributes\./, "");
}

function reactionText(detail: Record<string, unknown>, say: Say): string {
  const verdict = detail.verdict === "machine" ? say("timeline.machine") : null;
  return [text(detail.url), verdict].filter(Boolean).join("\n");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
