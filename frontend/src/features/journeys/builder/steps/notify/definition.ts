import { IconBellRinging } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const notify: StepDefinition<"notify"> = {
  kind: "notify",
  icon: IconBellRinging,
  colour: "yamabuki",
  create: () => ({
    type: "notify",
    via: ["in_app"],
    owner: true,
    accounts: [],
    roles: [],
    subject: "",
    body: "",
    next: {},
  }),
  summary,
  portLabel: () => null,
};
