import type { WebhookNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: WebhookNode, { t }: Words): string {
  return node.url ? t("summary.webhook.call", { host: hostOf(node.url) }) : t("summary.webhook.unset");
}

/** The part of an address that people know a system by. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}
