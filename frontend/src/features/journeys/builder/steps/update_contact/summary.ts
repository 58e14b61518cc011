import type { UpdateContactNode } from "../../document/graph";
import { fieldLabel, stageText } from "../conditionText";
import type { Words } from "../words";

export function summary(node: UpdateContactNode, words: Words): string {
  const { t } = words;
  const set = Object.entries(node.set ?? {}).map(([field, value]) =>
    t("summary.update_contact.set", {
      field: fieldLabel(field, words),
      value: field === "stage" ? stageText(String(value), words) : String(value ?? ""),
    }),
  );
  const add = (node.add_tags ?? []).map((tag) => t("summary.update_contact.addTag", { tag }));
  const remove = (node.remove_tags ?? []).map((tag) => t("summary.update_contact.removeTag", { tag }));
  const points = node.add_score ?? 0;
  const score =
    points === 0
      ? []
      : [
          t(points > 0 ? "summary.update_contact.addScore" : "summary.update_contact.takeScore", {
            count: Math.abs(points),
          }),
        ];
  const lists = [
    ...(node.add_lists ?? []).map((id) => t("summary.update_contact.addList", { list: words.listName(id) })),
    ...(node.remove_lists ?? []).map((id) =>
      t("summary.update_contact.removeList", { list: words.listName(id) }),
    ),
  ];
  const parts = [...set, ...score, ...add, ...remove, ...lists];
  return parts.length === 0
    ? t("summary.update_contact.unset")
    : parts.join(t("summary.update_contact.join"));
}
