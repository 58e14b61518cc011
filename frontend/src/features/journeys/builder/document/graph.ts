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
  | { tag: string }
  | { in_list: string };

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
  /** Points on top of the score, or off it. */
  add_score?: number;
  /** Lets the stage go back; by itself it only goes forward. */
  backward?: boolean;
  add_lists?: string[];
  remove_lists?: string[];
};
export type Share = { account: string; weight?: number };
/** The contact's owner while there is one and `keep_owner`; else `account`, or `among` in turn. */
export type Assignee = { keep_owner?: boolean; account?: string | null; among?: Share[] };
export const TASK_KINDS = ["call", "mail", "meeting", "todo"] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
export const PRIORITIES = ["high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export type CreateTaskNode = NodeBase & {
  type: "create_task";
  kind?: TaskKind;
  subject?: string;
  body?: string;
  priority?: Priority;
  /** How long after its creation the task is due; null: no date. */
  due?: string | null;
  assignee?: Assignee;
  /** How long the journey waits for the task; null: it goes on at once. */
  hold?: string | null;
};
export type AssignNode = NodeBase & { type: "assign"; to?: Assignee };
export const CHANNELS = ["in_app", "mail", "webhook"] as const;
export type Channel = (typeof CHANNELS)[number];
export const ROLES = ["admin", "marketer", "rep", "viewer"] as const;
export type Role = (typeof ROLES)[number];
export type NotifyNode = NodeBase & {
  type: "notify";
  via?: Channel[];
  owner?: boolean;
  accounts?: string[];
  roles?: Role[];
  subject?: string;
  body?: string;
  url?: string | null;
  secret?: string | null;
};
export type WebhookNode = NodeBase & {
  type: "webhook";
  url?: string | null;
  method?: "POST" | "PUT";
  secret?: string | null;
  /** Values sent besides those about the contact. */
  data?: Record<string, string>;
  /** Names of later facts, and where in the JSON answer they stand. */
  take?: Record<string, string>;
};
export type EnrollNode = NodeBase & { type: "enroll"; journey?: string | null };
export type GotoNode = NodeBase & { type: "goto"; max_visits: number };
export type ExitNode = NodeBase & { type: "exit"; reason: string };

export type StepNode =
  | SendEmailNode
  | WaitNode
  | WaitForNode
  | BranchNode
  | SplitNode
  | UpdateContactNode
  | CreateTaskNode
  | AssignNode
  | NotifyNode
  | WebhookNode
  | EnrollNode
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
  "create_task",
  "assign",
  "notify",
  "webhook",
  "enroll",
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
