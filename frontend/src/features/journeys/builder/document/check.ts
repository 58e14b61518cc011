import { parseDuration } from "./duration";
import { type JourneySettings, STEP_KINDS, type StepKind } from "./graph";

export type Problem = { code: "kind_unknown" | "bad_value" | "bad_form"; path: string };

const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

/** What the canvas itself could get wrong in a step; everything else is checked where drafts are saved. */
export function nodeProblem(id: string, node: { type: string } & Record<string, unknown>): Problem | null {
  const path = `nodes.${id}`;
  if (!STEP_KINDS.includes(node.type as StepKind)) return { code: "kind_unknown", path: `${path}.type` };
  for (const field of ["for", "within", "due", "hold"]) {
    const value = node[field];
    if (typeof value === "string" && !parseDuration(value))
      return { code: "bad_value", path: `${path}.${field}` };
  }
  return null;
}

export function settingsProblem(settings: JourneySettings): Problem | null {
  for (const part of ["send_window", "quiet_hours"] as const) {
    const hours = settings[part];
    for (const side of ["from", "to"] as const) {
      if (hours && !TIME.test(hours[side])) return { code: "bad_form", path: `settings.${part}.${side}` };
    }
  }
  if (settings.cap && !parseDuration(settings.cap.per))
    return { code: "bad_value", path: "settings.cap.per" };
  return null;
}

export const nameProblem = (name: string): Problem | null =>
  name.length === 0 || name.length > 200 ? { code: "bad_value", path: "name" } : null;
