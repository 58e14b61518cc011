import { Checkbox, Group, NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WaitNode } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { DurationField } from "../fields/DurationField";
import { TimeField } from "../fields/TimeField";
import { WeekdaysField } from "../fields/WeekdaysField";
import { RelativeFields } from "./RelativeFields";

export const WAIT_MODES = ["for", "until", "business_days", "relative_to"] as const;
type Mode = (typeof WAIT_MODES)[number];

const modeOf = (node: WaitNode): Mode => WAIT_MODES.find((mode) => node[mode]) ?? "for";

/** A wait has exactly one mode; changing it starts that mode afresh and keeps the ways out it shares. */
function startMode(node: WaitNode, mode: Mode): WaitNode {
  const { type, title, note, next } = node;
  const base: WaitNode = { type, title, note, next };
  if (mode === "for") return { ...base, for: "P2D" };
  if (mode === "until") return { ...base, until: { weekdays: ["tue", "wed", "thu"], time: "10:00" } };
  if (mode === "business_days") return { ...base, business_days: { count: 2, time: "10:00" } };
  return { ...base, relative_to: { field: "consent_on", offset: "P7D", time: "09:00" } };
}

export function WaitForm(props: StepFormProps<"wait">) {
  const { node, readOnly, onChange } = props;
  const { t } = useTranslation("journeys");
  return (
    <>
      <Select
        label={t("form.waitMode")}
        value={modeOf(node)}
        disabled={readOnly}
        data={WAIT_MODES.map((mode) => ({ value: mode, label: t(`waitMode.${mode}`) }))}
        onChange={(mode) => mode && onChange(startMode(node, mode as Mode))}
      />
      {node.for && (
        <DurationField
          label={t("form.waitLength")}
          value={node.for}
          disabled={readOnly}
          onChange={(value) => onChange({ ...node, for: value }, "for")}
        />
      )}
      <UntilFields {...props} />
      <BusinessFields {...props} />
      {node.relative_to && (
        <RelativeFields
          value={node.relative_to}
          readOnly={readOnly}
          onChange={(relative_to) => onChange({ ...node, relative_to }, "relative_to")}
        />
      )}
    </>
  );
}

function UntilFields({ node, readOnly, onChange }: StepFormProps<"wait">) {
  const { t } = useTranslation("journeys");
  const until = node.until;
  if (!until) return null;
  return (
    <>
      <WeekdaysField
        label={t("form.weekdays")}
        value={until.weekdays ?? []}
        disabled={readOnly}
        onChange={(days) =>
          onChange({ ...node, until: { ...until, weekdays: days.length > 0 ? days : null } })
        }
      />
      <TimeField
        label={t("form.time")}
        value={until.time}
        disabled={readOnly}
        onChange={(time) => onChange({ ...node, until: { ...until, time } })}
      />
      <Checkbox
        label={t("form.skipHolidays")}
        checked={until.holidays === "jp"}
        disabled={readOnly}
        onChange={(event) =>
          onChange({ ...node, until: { ...until, holidays: event.currentTarget.checked ? "jp" : null } })
        }
      />
    </>
  );
}

function BusinessFields({ node, readOnly, onChange }: StepFormProps<"wait">) {
  const { t } = useTranslation("journeys");
  const days = node.business_days;
  if (!days) return null;
  return (
    <>
      <NumberInput
        label={t("form.businessDays")}
        description={t("form.businessDaysHelp")}
        value={days.count}
        min={1}
        max={250}
        allowDecimal={false}
        disabled={readOnly}
        w={160}
        onChange={(count) =>
          typeof count === "number" &&
          count >= 1 &&
          onChange({ ...node, business_days: { ...days, count } }, "count")
        }
      />
      <Group align="end">
        <Checkbox
          label={t("form.atTime")}
          checked={Boolean(days.time)}
          disabled={readOnly}
          onChange={(event) =>
            onChange({
              ...node,
              business_days: { ...days, time: event.currentTarget.checked ? "10:00" : null },
            })
          }
        />
        {days.time && (
          <TimeField
            label={t("form.time")}
            value={days.time}
            disabled={readOnly}
            onChange={(time) => onChange({ ...node, business_days: { ...days, time } })}
          />
        )}
      </Group>
    </>
  );
}
