import { IconEye } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const waitFor: StepDefinition<"wait_for"> = {
  kind: "wait_for",
  icon: IconEye,
  colour: "fuji",
  create: ({ sends }) => ({
    type: "wait_for",
    event: "opened",
    of: sends.at(-1) ?? "mail1",
    within: "P3D",
    next: {},
  }),
  summary,
  portLabel: (node, port, { t }) =>
    port === "happened" ? t(`port.happened.${node.event}`) : t("port.timed_out"),
};
