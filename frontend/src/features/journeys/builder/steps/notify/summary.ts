import type { NotifyNode } from "../../document/graph";
import { shownText } from "../mergeText";
import type { Words } from "../words";

export function summary(node: NotifyNode, words: Words): string {
  const { t } = words;
  const whom = [
    ...((node.owner ?? true) ? [t("summary.notify.owner")] : []),
    ...(node.roles ?? []).map((role) => t(`role.${role}`)),
    ...(node.accounts ?? []).map(words.accountName),
  ];
  const calls = (node.via ?? []).includes("webhook");
  const people = (node.via ?? []).some((channel) => channel !== "webhook");
  if (calls && !(people && whom.length > 0)) return t("summary.notify.system");
  if (whom.length === 0 || !people) return t("summary.notify.unset");
  const names =
    whom.length > 2
      ? t("summary.notify.several", { name: whom[0], count: whom.length - 1 })
      : whom.join(t("condition.list"));
  return t(node.subject ? "summary.notify.subject" : "summary.notify.plain", {
    whom: names,
    subject: shownText(node.subject ?? "", words),
  });
}
