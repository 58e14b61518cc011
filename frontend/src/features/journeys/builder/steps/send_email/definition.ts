import { IconMail } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const sendEmail: StepDefinition<"send_email"> = {
  kind: "send_email",
  icon: IconMail,
  colour: "ai",
  create: () => ({ type: "send_email", template: null, variants: [], next: {} }),
  summary,
  portLabel: (node, port, { t }) =>
    port === "failed" ? t("port.failed") : node.next.failed ? t("port.sent") : null,
};
