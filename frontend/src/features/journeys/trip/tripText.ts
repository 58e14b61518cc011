import type { JourneyGraph, StepNode } from "../builder/document/graph";
import { resultRef } from "../builder/document/results";
import { factLabel, fieldLabel, stageText } from "../builder/steps/conditionText";
import { reasonText } from "../builder/steps/exit/summary";
import { nameOf, portLabel } from "../builder/steps/registry";
import type { Words } from "../builder/steps/words";
import type { TripStep } from "../model";
import { when } from "./when";
import { callDeferred, isWork, waitTaskText, workText } from "./workText";

export type Tone = "plain" | "good" | "wait" | "bad";
export type Sentence = { title: string; text: string; tone: Tone };

const TONES: Record<string, Tone> = {
  waiting: "wait",
  deferred: "wait",
  sent: "good",
  updated: "good",
  not_sent: "bad",
  task_created: "good",
  task_done: "good",
  assigned: "good",
  notified: "good",
  called: "good",
  enrolled: "good",
  not_assigned: "bad",
  call_failed: "bad",
  errored: "bad",
};

/** One journal row in words: which step, what happened there, and why. The same for lived and simulated trips. */
export function tripText(step: TripStep, graph: JourneyGraph, words: Words): Sentence {
  const node = step.node ? graph.nodes[step.node] : undefined;
  const title = node ? nameOf(node, words) : words.t(step.outcome === "entered" ? "trip.start" : "trip.end");
  return { title, text: sentence(step, node, words), tone: TONES[step.outcome] ?? "plain" };
}

function sentence(step: TripStep, node: StepNode | undefined, words: Words): string {
  const { t } = words;
  switch (step.outcome) {
    case "entered":
      return t("trip.entered");
    case "waiting":
      return waitingText(step, words) + cutText(step, words) + reconsideredText(step, words);
    case "sent":
      return t(step.detail.unconfirmed ? "trip.unconfirmed" : "trip.sent");
    case "not_sent":
      return t("trip.notSent", { reason: sendReason(step.detail.reason, words) });
    case "deferred":
      if (node?.type === "webhook") return callDeferred(step, words) + cutText(step, words);
      if (step.detail.reason === "cap")
        return t("trip.waitCap", { until: when(step.detail.until, words.timeZone) });
      return (
        t("trip.deferred", {
          until: when(step.detail.until, words.timeZone),
          n: Number(step.detail.attempt ?? 1),
        }) + cutText(step, words)
      );
    case "updated":
      return updatedText(step, words);
    case "ended":
      return endedText(step, words);
    case "errored":
      return t("trip.errored", { reason: errorReason(step.detail.code, words) });
    case "migrated":
    case "moved":
    case "skipped":
    case "paused":
    case "resumed":
    case "retried":
    case "caught_up":
    case "resending":
      return byHandText(step, words);
    default:
      if (isWork(step.outcome)) return workText(step, node, words);
      return node ? passedText(step, node, words) : step.outcome;
  }
}

/** What a person did to the trip: who, what, and why if they said so. */
function byHandText({ outcome, detail }: TripStep, words: Words): string {
  const { t, stepName, timeZone } = words;
  const kind = outcome === "moved" && detail.replay ? "replayed" : outcome;
  const said = t(`trip.byHand.${kind}`, {
    by: typeof detail.by === "string" ? detail.by : t("trip.byHand.nobody"),
    from: stepName(String(detail.from ?? "")),
    to: stepName(String(detail.to ?? "")),
    mail: stepName(String(detail.mail ?? "")),
    from_version: String(detail.from_version ?? ""),
    to_version: String(detail.to_version ?? ""),
    until: when(detail.until, timeZone),
    since: when(detail.since, timeZone),
  });
  return said + becauseText(detail.reason, words);
}

/** What somebody gave as the reason; nothing where none was given. */
const becauseText = (reason: unknown, { t }: Words): string =>
  typeof reason === "string" && reason ? t("trip.because", { reason }) : "";

/** A test's waits are not taken for real ones. */
const cutText = ({ detail }: TripStep, { t }: Words): string => (detail.cut ? t("trip.cut") : "");

/** A wait that somebody's resume or new version computed anew: the second of two equal rows says why it is there. */
const reconsideredText = ({ detail }: TripStep, words: Words): string =>
  detail.reconsidered && typeof detail.by === "string"
    ? words.t("trip.reconsidered", { by: detail.by }) + becauseText(detail.reason, words)
    : "";

/** How it ended; taken out by hand, also who did it and what they gave as the reason. */
function endedText({ detail }: TripStep, words: Words): string {
  if (typeof detail.note === "string" && typeof detail.by === "string") {
    return words.t("trip.stoppedByHand", { by: detail.by }) + becauseText(detail.note, words);
  }
  if (typeof detail.goal === "string") return words.t("trip.goal", { goal: detail.goal });
  return words.t("trip.ended", { reason: endReason(detail.reason, words) });
}

function waitingText({ detail }: TripStep, words: Words): string {
  const { t, stepName } = words;
  const until = when(detail.until, words.timeZone);
  if (detail.for === "task") return waitTaskText(detail, words);
  if (detail.for === "send_window") return t("trip.waitWindow", { until });
  if (detail.for === "quiet_hours") return t("trip.waitQuiet", { until });
  if (detail.for === "event") {
    return t("trip.waitEvent", {
      until,
      event: t(`trip.reaction.${detail.event}`),
      mail: stepName(String(detail.of)),
    });
  }
  return t("trip.wait", { until });
}

function passedText(step: TripStep, node: StepNode, words: Words): string {
  const { t } = words;
  const { detail } = step;
  const port = step.port ? (portLabel(node, step.port, words) ?? "") : "";
  switch (node.type) {
    case "wait":
      if (step.port === "missing") {
        return t("trip.dateMissing", { field: fieldLabel(String(detail.field), words), port });
      }
      if (step.port === "past") {
        return t("trip.datePast", {
          field: fieldLabel(String(detail.field), words),
          date: when(detail.date, words.timeZone),
          port,
        });
      }
      return t("trip.waited");
    case "wait_for":
      return checkedText(step, node.event, port, words);
    case "branch":
      return t("trip.branched", { facts: factsText(detail.facts, words), port });
    case "split":
      return t("trip.split", { port });
    case "create_task":
      return t(detail.reason === "cancelled" ? "trip.taskCancelled" : "trip.taskLate", { port });
    case "goto":
      return step.port === "again"
        ? t("trip.again", { step: words.stepName(node.next.again ?? ""), n: Number(detail.visit ?? 1) })
        : t("trip.exhausted", { n: Number(detail.max_visits ?? node.max_visits) });
    default:
      return t("trip.passed");
  }
}

function checkedText(
  { detail, port: way }: TripStep,
  event: string,
  port: string,
  { t, timeZone }: Words,
): string {
  const name = t(`event.${event}`);
  if (way === "happened") return t("trip.happened", { event: name, at: when(detail.at, timeZone), port });
  if (detail.reason === "not_sent") return t("trip.neverSent", { port });
  return t(detail.machine_at ? "trip.onlyMachine" : "trip.timedOut", { event: name, port });
}

/** 「スコア: 63、ステージ: MQL」: what the branch looked at. */
function factsText(facts: unknown, words: Words): string {
  const entries = Object.entries((facts ?? {}) as Record<string, unknown>);
  const parts = entries.map(([name, value]) => words.t("trip.fact", factOf(name, value, words)));
  return parts.length > 0 ? parts.join(words.t("trip.and")) : words.t("condition.unset");
}

function factOf(name: string, value: unknown, words: Words): { name: string; value: string } {
  const { t } = words;
  const [of = "", event = ""] = name.split(".");
  const ref = resultRef(name);
  if (ref && value !== null && value !== undefined) {
    const result = words.resultName(ref.node, ref.name);
    return { name: factLabel(name, words), value: result?.value(String(value)) ?? String(value) };
  }
  if (of === "lists" && typeof value === "boolean") {
    return {
      name: t("condition.inList", { list: words.listName(event) }),
      value: t(value ? "result.yes" : "result.no"),
    };
  }
  if (typeof value === "boolean" && ["opened", "clicked", "replied", "bounced", "sent"].includes(event)) {
    const mail = words.stepName(of);
    return {
      name: t("trip.reactionOf", { mail, event: t(`trip.reaction.${event}`) }),
      value: t(value ? "trip.yes" : "trip.no"),
    };
  }
  if (value === null || value === undefined || value === "") {
    return { name: factLabel(name, words), value: t("trip.missing") };
  }
  if (Array.isArray(value)) {
    return {
      name: fieldLabel(name, words),
      value: value.length > 0 ? value.map(String).join(t("condition.list")) : t("trip.none"),
    };
  }
  const text = name === "stage" || name === "company.stage" ? stageText(String(value), words) : String(value);
  return { name: fieldLabel(name, words), value: text };
}

function updatedText({ detail }: TripStep, words: Words): string {
  const changed = Array.isArray(detail.changed) ? detail.changed.map(String) : [];
  const kept = Array.isArray(detail.kept) ? detail.kept.map(String) : [];
  const named = (fields: string[]) =>
    fields.map((field) => fieldLabel(field, words)).join(words.t("trip.and"));
  if (kept.length > 0 && changed.length === 0) return words.t("trip.kept", { fields: named(kept) });
  if (changed.length === 0) return words.t("trip.unchanged");
  const stayed = kept.length > 0 ? words.t("trip.kept", { fields: named(kept) }) : "";
  return words.t("trip.updated", { fields: named(changed) }) + stayed;
}

const known = (key: string, { t }: Words): string | null => (t(key) === key ? null : t(key));

/** Why a mail did not go out. */
export function sendReason(reason: unknown, words: Words): string {
  return known(`sendReason.${String(reason)}`, words) ?? String(reason ?? words.t("trip.unknown"));
}

/** How a trip ended: an author's own name, or one of the machine's; where it came to a halt, why. */
export function endReason(reason: unknown, words: Words): string {
  const text = String(reason ?? "");
  const own = reasonText(text, words);
  return own === text ? (known(`sendReason.${text}`, words) ?? errorReason(text, words)) : own;
}

export function errorReason(code: unknown, words: Words): string {
  return known(`errorReason.${String(code)}`, words) ?? String(code ?? words.t("trip.unknown"));
}

/** All reasons for which a trip can come to a halt, in words; a test holds them to what the server can answer. */
export function errorReasons({ t }: Words): [code: string, text: string][] {
  return Object.entries(t("errorReason", { returnObjects: true }) as unknown as Record<string, string>);
}
