import { IconFlag } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const exit: StepDefinition<"exit"> = {
  kind: "exit",
  icon: IconFlag,
  colour: "sumi",
  create: () => ({ type: "exit", reason: "completed", next: {} }),
  summary,
  portLabel: () => null,
};
