import { useTranslation } from "react-i18next";
import type { StepFormProps } from "../definition";
import { ReasonField } from "../fields/ReasonField";

export function ExitForm({ node, readOnly, onChange }: StepFormProps<"exit">) {
  const { t } = useTranslation("journeys");
  return (
    <ReasonField
      label={t("form.exitReason")}
      description={t("form.exitReasonHelp")}
      value={node.reason}
      disabled={readOnly}
      onChange={(reason) => onChange({ ...node, reason }, "reason")}
    />
  );
}
