import { IconChecklist } from "@tabler/icons-react";
import { taskOutcomes } from "@/features/tasks";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const createTask: StepDefinition<"create_task"> = {
  kind: "create_task",
  icon: IconChecklist,
  colour: "yamabuki",
  create: () => ({
    type: "create_task",
    kind: "call",
    subject: "",
    body: "",
    priority: "normal",
    due: "P1D",
    assignee: { keep_owner: true, account: null, among: [] },
    hold: "P3D",
    next: {},
  }),
  summary,
  portLabel: (node, port, { t }) => (node.hold ? t(`port.task_${port}`) : null),
  results: (node, { t }) =>
    node.hold
      ? [
          {
            name: "outcome",
            label: t("result.outcome"),
            choices: taskOutcomes(node.kind ?? "todo").map((name) => ({
              value: name,
              label: t(`tasks:outcome.${name}`),
            })),
          },
        ]
      : [],
};
