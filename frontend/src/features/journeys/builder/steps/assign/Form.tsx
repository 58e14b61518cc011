import { useTranslation } from "react-i18next";
import type { StepFormProps } from "../definition";
import { AssigneeField } from "../fields/AssigneeField";

export function AssignForm({ node, readOnly, onChange }: StepFormProps<"assign">) {
  const { t } = useTranslation("journeys");
  return (
    <AssigneeField
      label={t("step.assign.name")}
      value={node.to ?? {}}
      disabled={readOnly}
      onChange={(to, merge) => onChange({ ...node, to }, merge)}
    />
  );
}
