import { IconUserEdit } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const updateContact: StepDefinition<"update_contact"> = {
  kind: "update_contact",
  icon: IconUserEdit,
  colour: "moegi",
  create: () => ({ type: "update_contact", set: {}, add_tags: [], remove_tags: [], next: {} }),
  summary,
  portLabel: () => null,
};
