import { isTaskOutcome } from "@/features/tasks";
import type { StepNode } from "../builder/document/graph";
import { portLabel } from "../builder/steps/registry";
import type { Words } from "../builder/steps/words";
import type { TripStep } from "../model";
import { when } from "./when";

type Detail = TripStep["detail"];

const WORK = {
  task_created: ({ detail }: TripStep, words: Words) =>
    withPerson("trip.taskCreated", detail.assignee, words),
  assigned: ({ detail }: TripStep, { t, accountName }: Words) =>
    t(detail.owner === detail.before || detail.reason === "kept" ? "trip.ownerKept" : "trip.assigned", {
      who: accountName(String(detail.owner)),
    }),
  not_assigned: (_: TripStep, { t }: Words) => t("trip.notAssigned"),
  notified: ({ detail }: TripStep, { t }: Words) => t("trip.notified", { count: told(detail) }),
  not_notified: (_: TripStep, { t }: Words) => t("trip.notNotified"),
  called: ({ detail }: TripStep, { t }: Words) => t("trip.called", { status: String(detail.status ?? "") }),
  call_failed: ({ detail }: TripStep, words: Words) =>
    words.t("trip.callFailed", { reason: callReason(detail, words) }),
  enrolled: ({ detail }: TripStep, { t, journeyName }: Words) =>
    t("trip.enrolledIn", { journey: journeyName(String(detail.journey)) }),
  not_enrolled: ({ detail }: TripStep, words: Words) =>
    words.t("trip.notEnrolledIn", {
      journey: words.journeyName(String(detail.journey)),
      reason: known(`enrollments:leftOut.${String(detail.reason)}`, words) ?? String(detail.reason ?? ""),
    }),
} as const;

/** Outcomes of the steps that give people and systems something to do. */
export const isWork = (outcome: string): boolean => outcome in WORK || outcome === "task_done";

export function workText(step: TripStep, node: StepNode | undefined, words: Words): string {
  if (step.outcome === "task_done") return doneText(step, node, words);
  return WORK[step.outcome as keyof typeof WORK](step, words);
}

export const waitTaskText = (detail: Detail, words: Words): string =>
  withPerson("trip.waitTask", detail.assignee, words, { until: when(detail.until, words.timeZone) });

export const callDeferred = ({ detail }: TripStep, { t, timeZone }: Words): string =>
  t("trip.callDeferred", { until: when(detail.until, timeZone), n: Number(detail.attempt ?? 1) });

function doneText({ detail, port }: TripStep, node: StepNode | undefined, words: Words): string {
  const outcome = String(detail.outcome ?? "");
  return words.t("trip.taskDone", {
    outcome: isTaskOutcome(outcome) ? words.t(`tasks:outcome.${outcome}`) : outcome,
    port: (node && port && portLabel(node, port, words)) || "",
  });
}

/** The same sentence with a name when somebody has it. */
function withPerson(key: string, person: unknown, { t, accountName }: Words, values = {}): string {
  return typeof person === "string"
    ? t(`${key}For`, { ...values, who: accountName(person) })
    : t(key, values);
}

function told({ told: by }: Detail): number {
  const counts = Object.values((by ?? {}) as Record<string, unknown>).map(Number);
  return counts.reduce((sum, count) => sum + (Number.isFinite(count) ? count : 0), 0);
}

/** Why a call, or a mail to the team, did not arrive; a code nobody has named yet is shown as it is. */
export function callReason({ reason: code }: Detail, words: Words): string {
  const reason = String(code ?? "");
  const status = reason.startsWith("status_") ? reason.slice("status_".length) : null;
  if (status) return words.t("callReason.status", { status });
  return known(`callReason.${reason}`, words) ?? reason;
}

const known = (key: string, { t }: Words): string | null => (t(key) === key ? null : t(key));
