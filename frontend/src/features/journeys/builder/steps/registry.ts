import type { NodeOf, PortId, StepKind, StepNode } from "../document/graph";
import { assign } from "./assign/definition";
import { branch } from "./branch/definition";
import { createTask } from "./create_task/definition";
import type { StepDefinition, StepResult } from "./definition";
import { enroll } from "./enroll/definition";
import { exit } from "./exit/definition";
import { goto } from "./goto/definition";
import { notify } from "./notify/definition";
import { sendEmail } from "./send_email/definition";
import { split } from "./split/definition";
import { updateContact } from "./update_contact/definition";
import { wait } from "./wait/definition";
import { waitFor } from "./wait_for/definition";
import { webhook } from "./webhook/definition";
import type { Words } from "./words";

/** Every kind of step the canvas knows, in the order the picker offers them. */
export const STEPS: { [K in StepKind]: StepDefinition<K> } = {
  send_email: sendEmail,
  wait,
  wait_for: waitFor,
  branch,
  split,
  update_contact: updateContact,
  create_task: createTask,
  assign,
  notify,
  webhook,
  enroll,
  goto,
  exit,
};

/** The definition seen as one for any step: the caller passes the node it was looked up with. */
export function definitionOf(kind: StepKind): StepDefinition {
  return STEPS[kind] as unknown as StepDefinition;
}

export function summaryOf(node: StepNode, words: Words): string {
  return definitionOf(node.type).summary(node as NodeOf<StepKind>, words);
}

/** What a step is called on the canvas: its own title, else what it does. */
export function nameOf(node: StepNode, words: Words): string {
  return node.title || summaryOf(node, words);
}

/** What later conditions can ask this step for. */
export function resultsOf(node: StepNode, words: Words): StepResult[] {
  return definitionOf(node.type).results?.(node as NodeOf<StepKind>, words) ?? [];
}

export function portLabel(node: StepNode, port: PortId, words: Words): string | null {
  return definitionOf(node.type).portLabel(node as NodeOf<StepKind>, port, words);
}
