import { IconRepeat } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const goto: StepDefinition<"goto"> = {
  kind: "goto",
  icon: IconRepeat,
  colour: "fuji",
  create: () => ({ type: "goto", max_visits: 2, next: {} }),
  summary,
  portLabel: (node, port, { t }) =>
    port === "again" ? t("port.again") : t("port.exhausted", { count: node.max_visits }),
};
