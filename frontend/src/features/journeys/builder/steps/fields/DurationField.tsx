import { Group, NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { asAmount, type DurationUnit, formatDuration } from "../../document/duration";

type Props = {
  label: string;
  value: string;
  units?: readonly DurationUnit[];
  disabled?: boolean;
  onChange: (value: string) => void;
};

const USUAL: readonly DurationUnit[] = ["minutes", "hours", "days"];

/** A length of time as one number and one unit. */
export function DurationField({ label, value, units = USUAL, disabled, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const { amount, unit } = asAmount(value) ?? { amount: 1, unit: "days" as const };
  const offered = units.includes(unit) ? units : [...units, unit];
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <NumberInput
        label={label}
        value={amount}
        min={0}
        max={unit === "days" ? 3650 : 99_999}
        allowDecimal={false}
        allowNegative={false}
        disabled={disabled}
        w={120}
        onChange={(next) => typeof next === "number" && onChange(formatDuration(next, unit))}
      />
      <Select
        aria-label={t("form.unit")}
        value={unit}
        disabled={disabled}
        w={130}
        data={offered.map((name) => ({ value: name, label: t(`unit.${name}`) }))}
        onChange={(next) => next && onChange(formatDuration(amount, next as DurationUnit))}
      />
    </Group>
  );
}
