import type { FailureGroup } from "@/shared/api/generated/types.gen";

/** Putting people right who are on their way: what can be done, to whom, and what it would come to. */

export const ACTIONS = ["retry", "pause", "resume", "skip", "move", "replay", "stop"] as const;
export type Action = (typeof ACTIONS)[number];

export const GO_ON = ["keep_date", "keep_remaining"] as const;
export type GoOn = (typeof GO_ON)[number];

export type PeopleFilter = {
  journey_id: string;
  node?: string;
  status?: "active" | "paused" | "errored";
  /** Why they failed. */
  code?: string;
  /** From the first moment on, before the second, as RFC 3339; either may be open. */
  failed_between?: [string | null, string | null];
  version?: number;
  stuck?: boolean;
};
export type Selection = { ids: string[] } | { filter: PeopleFilter };

/** What is asked of the people of a selection, before somebody says why. */
export type Draft = {
  action: Action;
  node: string | null;
  resend: boolean;
  /** After a pause: what is overdue goes at once, or the rest of a wait is kept. */
  choice: GoOn;
  selection: Selection;
};

export const NEEDS_STEP: ReadonlySet<Action> = new Set(["move", "replay"]);

/** Enough is known to count whom it concerns. */
export const isComplete = ({ action, node, selection }: Draft): boolean =>
  (!NEEDS_STEP.has(action) || node !== null) && !isEmpty(selection);

export const isEmpty = (selection: Selection): boolean => "ids" in selection && selection.ids.length === 0;

/** The request's body; what the action has no use for stays out. */
export function orderOf({ action, node, resend, choice, selection }: Draft) {
  return {
    action,
    selection,
    ...(NEEDS_STEP.has(action) && node ? { node } : {}),
    ...(action === "replay" ? { resend } : {}),
    ...(action === "resume" ? { choice } : {}),
  };
}

/** What makes sense for people in this state: nobody is offered what would be refused for all of them. */
export function actionsFor(status: string | null | undefined): Action[] {
  if (status === "errored") return ["retry", "move", "replay", "stop"];
  if (status === "active") return ["pause", "skip", "move", "replay", "stop"];
  if (status === "paused") return ["resume", "stop"];
  if (status === null || status === undefined) return [...ACTIONS];
  return [];
}

/** The statuses of the chosen rows as one, when they agree. */
export function commonStatus(rows: readonly { status: string }[]): string | null {
  const found = new Set(rows.map((row) => row.status));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

export type Wave = { code: string; people: number };

/** Failures of one step by reason, which are mended and retried together; the largest first. */
export function wavesOf(
  groups: readonly Pick<FailureGroup, "node" | "code" | "people">[],
  step: string,
): Wave[] {
  const waves = new Map<string, number>();
  for (const { node, code, people } of groups) {
    if (node === step) waves.set(code ?? "", (waves.get(code ?? "") ?? 0) + people);
  }
  return [...waves].map(([code, people]) => ({ code, people })).sort((a, b) => b.people - a.people);
}
