import type { SendEmailNode } from "../../document/graph";
import type { Words } from "../words";

export function summary(node: SendEmailNode, words: Words): string {
  const variants = node.variants ?? [];
  if (variants.length > 1) return words.t("summary.send_email.variants", { count: variants.length });
  const template = variants[0]?.template ?? node.template;
  return template
    ? words.t("summary.send_email.one", { template: words.templateName(template) })
    : words.t("summary.send_email.unset");
}
