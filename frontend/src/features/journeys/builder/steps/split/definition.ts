import { IconArrowsShuffle } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const split: StepDefinition<"split"> = {
  kind: "split",
  icon: IconArrowsShuffle,
  colour: "fuji",
  create: () => ({
    type: "split",
    arms: [
      { id: "a", weight: 50 },
      { id: "b", weight: 50 },
    ],
    next: {},
  }),
  summary,
  portLabel: (node, port) => {
    const arm = node.arms.find((item) => item.id === port);
    const total = node.arms.reduce((sum, item) => sum + item.weight, 0);
    if (!arm) return port;
    return `${arm.title || arm.id.toUpperCase()} ${total > 0 ? Math.round((arm.weight / total) * 100) : 0}%`;
  },
};
