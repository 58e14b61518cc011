import { IconClock } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const wait: StepDefinition<"wait"> = {
  kind: "wait",
  icon: IconClock,
  colour: "sumi",
  create: () => ({ type: "wait", for: "P2D", next: {} }),
  summary,
  portLabel: (node, port, { t }) => (node.relative_to ? t(`port.${port}`) : null),
};
