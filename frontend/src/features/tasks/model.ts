/** Rules of working through tasks, without React: what is due, what comes next, what may be the outcome. */

export type Due = "overdue" | "today" | "later" | "none";

interface Dated {
  due_at: string | null;
}

/** How urgent a task is by its date; the day is the reader's own. */
export function dueOf({ due_at }: Dated, now: number): Due {
  if (!due_at) return "none";
  const due = new Date(due_at).getTime();
  if (due < now) return "overdue";
  return due < endOfDay(now) ? "today" : "later";
}

function endOfDay(now: number): number {
  const day = new Date(now);
  day.setHours(24, 0, 0, 0);
  return day.getTime();
}

const CALL = ["connected", "meeting", "no_answer", "callback", "not_interested"] as const;
const MEETING = ["held", "rescheduled", "no_show", "not_interested"] as const;
const OTHER = ["done", "not_needed"] as const;
export type Outcome = (typeof CALL)[number] | (typeof MEETING)[number] | (typeof OTHER)[number];

const OUTCOMES: readonly string[] = [...CALL, ...MEETING, ...OTHER];
const OF_KIND: Record<string, readonly Outcome[]> = { call: CALL, meeting: MEETING };

/** What may be said of a finished task, in the order of the number keys. */
export const outcomesOf = (kind: string): readonly Outcome[] => OF_KIND[kind] ?? OTHER;

export const isOutcome = (text: string): text is Outcome => OUTCOMES.includes(text);

/** Which task is worked on after this one: the one below, at the end the one above, null when it was the last. */
export function nextAfter(ids: readonly string[], id: string): string | null {
  const at = ids.indexOf(id);
  return ids[at + 1] ?? ids[at - 1] ?? null;
}

export function neighbourOf(ids: readonly string[], id: string | undefined, by: 1 | -1): string | null {
  const at = id === undefined ? -1 : ids.indexOf(id);
  if (at < 0) return ids[0] ?? null;
  return ids[at + by] ?? null;
}

export const LATER = ["hour", "tomorrow", "monday"] as const;
export type Later = (typeof LATER)[number];

const MORNING = 9;

/** A new date for what cannot be done now: an hour on, tomorrow morning, next Monday morning. */
export function laterAt(choice: Later, now: Date): Date {
  const at = new Date(now);
  if (choice === "hour") {
    at.setMinutes(at.getMinutes() + 60, 0, 0);
    return at;
  }
  const days = choice === "tomorrow" ? 1 : (8 - at.getDay()) % 7 || 7;
  at.setDate(at.getDate() + days);
  at.setHours(MORNING, 0, 0, 0);
  return at;
}
