import { Autocomplete, Group, NumberInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { parseDuration } from "../../document/duration";
import { DATE_FIELDS } from "../../document/fields";
import type { RelativeTo } from "../../document/graph";
import { TimeField } from "../fields/TimeField";

type Props = { value: RelativeTo; readOnly: boolean; onChange: (value: RelativeTo) => void };

/** 「同意日の3日前 9:00」: a date of the contact, how far from it, and at what time. */
export function RelativeFields({ value, readOnly, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const parts = parseDuration(value.offset);
  const days = parts ? parts.days : 0;
  const side = days === 0 ? "on" : parts?.negative ? "before" : "after";
  const write = (nextSide: string, nextDays: number) => {
    const amount = nextSide === "on" ? 0 : Math.max(1, nextDays);
    onChange({ ...value, offset: `${nextSide === "before" ? "-" : ""}P${amount}D` });
  };
  return (
    <>
      <Autocomplete
        label={t("form.dateField")}
        description={t("form.dateFieldHelp")}
        value={value.field}
        data={DATE_FIELDS}
        disabled={readOnly}
        onChange={(field) => field && onChange({ ...value, field })}
      />
      <Group gap="xs" align="end" wrap="nowrap">
        <Select
          label={t("form.offset")}
          value={side}
          disabled={readOnly}
          w={130}
          data={(["before", "on", "after"] as const).map((name) => ({
            value: name,
            label: t(`offset.${name}`),
          }))}
          onChange={(next) => next && write(next, days)}
        />
        {side !== "on" && (
          <NumberInput
            aria-label={t("form.days")}
            value={days}
            min={1}
            max={3650}
            allowDecimal={false}
            disabled={readOnly}
            suffix={t("unit.daysSuffix")}
            w={110}
            onChange={(next) => typeof next === "number" && write(side, next)}
          />
        )}
      </Group>
      <TimeField
        label={t("form.time")}
        value={value.time}
        disabled={readOnly}
        onChange={(time) => onChange({ ...value, time })}
      />
      <Text size="xs" c="dimmed">
        {t("form.relativeNote")}
      </Text>
    </>
  );
}
