import { IconArrowsSplit2 } from "@tabler/icons-react";
import { conditionText } from "../conditionText";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const branch: StepDefinition<"branch"> = {
  kind: "branch",
  icon: IconArrowsSplit2,
  colour: "fuji",
  create: () => ({
    type: "branch",
    cases: [{ id: "yes", when: { field: "score", op: "gte", value: 50 } }],
    next: {},
  }),
  summary,
  portLabel: (node, port, words) => {
    if (port === "else") return words.t(node.cases.length === 1 ? "port.no" : "port.else");
    const found = node.cases.find((item) => item.id === port);
    if (found?.title) return found.title;
    return node.cases.length === 1 ? words.t("port.yes") : found ? conditionText(found.when, words) : port;
  },
};
