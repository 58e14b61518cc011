import type { CreateTaskNode } from "../../document/graph";
import { assigneeText } from "../assigneeText";
import { shownText } from "../mergeText";
import type { Words } from "../words";

export function summary(node: CreateTaskNode, words: Words): string {
  const { t } = words;
  const subject = shownText(node.subject ?? "", words) || t(`taskKind.${node.kind ?? "todo"}`);
  const who = assigneeText(node.assignee, words, "who");
  return node.hold
    ? t("summary.create_task.hold", { subject, who })
    : t("summary.create_task.plain", { subject, who });
}
