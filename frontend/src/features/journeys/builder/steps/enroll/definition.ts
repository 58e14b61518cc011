import { IconArrowRampRight } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { summary } from "./summary";

export const enroll: StepDefinition<"enroll"> = {
  kind: "enroll",
  icon: IconArrowRampRight,
  colour: "moegi",
  create: () => ({ type: "enroll", journey: null, next: {} }),
  summary,
  portLabel: () => null,
  results: (_, { t }) => [
    {
      name: "enrolled",
      label: t("result.enrolled"),
      type: "flag",
      choices: [
        { value: "true", label: t("result.yes") },
        { value: "false", label: t("result.no") },
      ],
    },
  ],
};
