import type { ComponentType } from "react";
import type { StepKind } from "../document/graph";
import { AssignForm } from "./assign/Form";
import { BranchForm } from "./branch/Form";
import { CreateTaskForm } from "./create_task/Form";
import type { StepFormProps } from "./definition";
import { EnrollForm } from "./enroll/Form";
import { ExitForm } from "./exit/Form";
import { GotoForm } from "./goto/Form";
import { NotifyForm } from "./notify/Form";
import { SendEmailForm } from "./send_email/Form";
import { SplitForm } from "./split/Form";
import { UpdateContactForm } from "./update_contact/Form";
import { WaitForm } from "./wait/Form";
import { WaitForForm } from "./wait_for/Form";
import { WebhookForm } from "./webhook/Form";

/** How each kind of step is set up; apart from what it is and says, which every page that names steps needs. */
const FORMS: { [K in StepKind]: ComponentType<StepFormProps<K>> } = {
  send_email: SendEmailForm,
  wait: WaitForm,
  wait_for: WaitForForm,
  branch: BranchForm,
  split: SplitForm,
  update_contact: UpdateContactForm,
  create_task: CreateTaskForm,
  assign: AssignForm,
  notify: NotifyForm,
  webhook: WebhookForm,
  enroll: EnrollForm,
  goto: GotoForm,
  exit: ExitForm,
};

/** The form seen as one for any step: the caller passes the node it was looked up with. */
export function formOf(kind: StepKind): ComponentType<StepFormProps<StepKind>> {
  return FORMS[kind] as unknown as ComponentType<StepFormProps<StepKind>>;
}
