import { Autocomplete } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StepFormProps } from "../definition";

const USUAL = ["completed", "qualified", "unresponsive", "handed_off", "not_interested"] as const;

export function ExitForm({ node, readOnly, onChange }: StepFormProps<"exit">) {
  const { t } = useTranslation("journeys");
  const labels = USUAL.map((reason) => t(`exitReason.${reason}`));
  const shown = USUAL.find((reason) => reason === node.reason);
  return (
    <Autocomplete
      label={t("form.exitReason")}
      description={t("form.exitReasonHelp")}
      value={shown ? t(`exitReason.${shown}`) : node.reason}
      data={labels}
      maxLength={100}
      disabled={readOnly}
      onChange={(text) => {
        const known = USUAL[labels.indexOf(text as (typeof labels)[number])];
        onChange({ ...node, reason: known ?? (text || "completed") }, "reason");
      }}
    />
  );
}
