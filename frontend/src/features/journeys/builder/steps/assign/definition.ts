import { IconUserShare } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const assign: StepDefinition<"assign"> = {
  kind: "assign",
  icon: IconUserShare,
  colour: "moegi",
  create: () => ({ type: "assign", to: { keep_owner: true, account: null, among: [] }, next: {} }),
  summary,
  portLabel: () => null,
};
