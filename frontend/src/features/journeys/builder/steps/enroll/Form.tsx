import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { journeysQuery } from "../../../queries";
import type { StepFormProps } from "../definition";

export function EnrollForm({ node, readOnly, onChange }: StepFormProps<"enroll">) {
  const { t } = useTranslation("journeys");
  const journeys = useQuery(journeysQuery).data ?? [];
  const data = journeys.map(({ id, name, status }) => ({
    value: id,
    label: status === "running" ? name : t("form.journeyNotRunning", { name }),
  }));
  const gone = node.journey && !journeys.some(({ id }) => id === node.journey);
  return (
    <Select
      label={t("form.enrollJourney")}
      description={t("form.enrollHelp")}
      placeholder={t("form.chooseJourney")}
      value={node.journey ?? null}
      searchable
      disabled={readOnly}
      data={gone && node.journey ? [...data, { value: node.journey, label: node.journey }] : data}
      onChange={(journey) => onChange({ ...node, journey })}
    />
  );
}
