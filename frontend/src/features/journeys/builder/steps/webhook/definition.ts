import { IconWebhook } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const webhook: StepDefinition<"webhook"> = {
  kind: "webhook",
  icon: IconWebhook,
  colour: "ai",
  create: () => ({ type: "webhook", url: null, method: "POST", secret: null, data: {}, take: {}, next: {} }),
  summary,
  portLabel: (node, port, { t }) =>
    port === "failed" ? t("port.webhook_failed") : node.next.failed ? t("port.webhook_done") : null,
  results: (node, { t }) => [
    { name: "status", label: t("result.status"), type: "number" },
    ...Object.keys(node.take ?? {}).map((name) => ({ name, label: name })),
  ],
};
