/**
 * The journey document as the server stores it: the same JSON as `workflows/journey/graph.py`.
 * Nodes carry their own ports; the canvas is derived from this and never the other way round.
 */

export type NodeId = string;
export type PortId = string;
export type JourneyKind = "nurture" | "reengagement" | "sequence";
/** Whether somebody may enter again; `after`: once so much time has passed since the last trip ended. */
export type Reentry = "never" | "after_exit" | "always" | { after: string };
export type EngagementKind = "opened" | "clicked" | "replied" | "bounced";
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export const OPERATORS = [
  "eq",
  "ne",
  "in",
  "not_in",
  "contains",
  "not_contains",
  "starts_with",
  "gt",
  "gte",
  "lt",
  "lte",
  "is_set",
  "is_not_set",
] as const;
export type Operator = (typeof OPERATORS)[number];

export type FieldCondition = { field: string; op: Operator; value?: unknown };
export type EngagementCondition = {
  engagement: EngagementKind | "sent";
  of: NodeId;
  link?: string | null;
};
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | FieldCondition
  | EngagementCondition
  | { stage_at_least: string }
  | { tag: string };

export type NodeBase = {
  title?: string | null;
  note?: string | null;
  next: Record<PortId, NodeId>;
};
export type Variant = { id: string; template: string | null; weight: number };
export type SendEmailNode = NodeBase & {
  type: "send_email";
  template?: string | null;
  variants?: Variant[];
  sender?: string | null;
  /** Answers the earlier mails of this journey under the first one's subject. */
  reply?: boolean;
};
export type WaitUntil = { weekdays?: Weekday[] | null; time: string; holidays?: "jp" | null };
export type BusinessDays = { count: number; time?: string | null };
export type RelativeTo = { field: string; offset: string; time: string };
export type WaitNode = NodeBase & {
  type: "wait";
  for?: string | null;
  until?: WaitUntil | null;
  business_days?: BusinessDays | null;
  relative_to?: RelativeTo | null;
};
export type WaitForNode = NodeBase & {
  type: "wait_for";
  event: EngagementKind;
  of: NodeId;
  link?: string | null;
  within: string;
};
export type BranchCase = { id: PortId; title?: string | null; when: Condition };
export type BranchNode = NodeBase & { type: "branch"; cases: BranchCase[] };
export type SplitArm = { id: PortId; title?: string | null; weight: number };
export type SplitNode = NodeBase & { type: "split"; arms: SplitArm[] };
export type UpdateContactNode = NodeBase & {
  type: "update_contact";
  set?: Record<string, unknown>;
  add_tags?: string[];
  remove_tags?: string[];
};
export type GotoNode = NodeBase & { type: "goto"; max_visits: number };
export type ExitNode = NodeBase & { type: "exit"; reason: string };

export type StepNode =
  | SendEmailNode
  | WaitNode
  | WaitForNode
  | BranchNode
  | SplitNode
  | UpdateContactNode
  | GotoNode
  | ExitNode;
export type StepKind = StepNode["type"];
export type NodeOf<K extends StepKind> = Extract<StepNode, { type: K }>;

export const STEP_KINDS: readonly StepKind[] = [
  "send_email",
  "wait",
  "wait_for",
  "branch",
  "split",
  "update_contact",
  "goto",
  "exit",
];

export type SendWindow = { days: Weekday[]; from: string; to: string; holidays?: "jp" | null };
export type JourneyExit = { when: Condition; reason: string };
/** At most `max` mails to one person in any `per`, whatever journeys they come from. */
export type Cap = { max: number; per: string };
export type QuietHours = { from: string; to: string };
export type JourneySettings = {
  timezone: string;
  send_window?: SendWindow | null;
  quiet_hours?: QuietHours | null;
  cap?: Cap | null;
  ends_at?: string | null;
};
export type Entry = {
  node: NodeId | null;
  triggers: { type: string }[];
  reentry: Reentry;
  /** A person is in one journey of the same key at a time. */
  exclusive?: string | null;
};
/** What the journey is for: whoever comes to fit has converted, and ends there. */
export type Goal = { when: Condition; title: string };

export type JourneyGraph = {
  schema: 1;
  name: string;
  kind: JourneyKind;
  entry: Entry;
  exits: JourneyExit[];
  goal?: Goal | null;
  settings: JourneySettings;
  nodes: Record<NodeId, StepNode>;
};

/** An empty journey: it begins and ends. */
export function emptyGraph(name: string, kind: JourneyKind): JourneyGraph {
  return {
    schema: 1,
    name,
    kind,
    entry: { node: "end", triggers: [{ type: "manual" }], reentry: "never" },
    exits: [],
    settings: { timezone: "organization", send_window: null },
    nodes: { end: { type: "exit", reason: "completed", next: {} } },
  };
}
