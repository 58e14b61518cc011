import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { EngagementKind } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { DurationField } from "../fields/DurationField";
import { SendSelect } from "../fields/SendSelect";

const EVENTS: readonly EngagementKind[] = ["opened", "clicked", "replied", "bounced"];

export function WaitForForm({ id, node, graph, readOnly, onChange }: StepFormProps<"wait_for">) {
  const { t } = useTranslation("journeys");
  return (
    <>
      <SendSelect
        label={t("form.ofMail")}
        before={id}
        graph={graph}
        value={node.of}
        disabled={readOnly}
        onChange={(of) => onChange({ ...node, of })}
      />
      <Select
        label={t("form.event")}
        value={node.event}
        disabled={readOnly}
        data={EVENTS.map((event) => ({ value: event, label: t(`event.${event}`) }))}
        onChange={(event) =>
          event &&
          onChange({ ...node, event: event as EngagementKind, link: event === "clicked" ? node.link : null })
        }
      />
      {node.event === "clicked" && (
        <TextInput
          label={t("form.link")}
          description={t("form.linkHelp")}
          value={node.link ?? ""}
          placeholder="/pricing"
          maxLength={500}
          disabled={readOnly}
          onChange={(event) => onChange({ ...node, link: event.currentTarget.value || null }, "link")}
        />
      )}
      <DurationField
        label={t("form.within")}
        value={node.within}
        disabled={readOnly}
        onChange={(within) => onChange({ ...node, within }, "within")}
      />
    </>
  );
}
