import { Chip, Group, Input } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { WEEKDAYS, type Weekday } from "../../document/graph";
import form from "../form.module.css";

type Props = {
  label: string;
  value: Weekday[];
  disabled?: boolean;
  onChange: (value: Weekday[]) => void;
};

export function WeekdaysField({ label, value, disabled, onChange }: Props) {
  const { t } = useTranslation("journeys");
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Chip.Group
        multiple
        value={value}
        onChange={(next) => onChange(WEEKDAYS.filter((day) => next.includes(day)))}
      >
        <Group gap={4} mt={4} role="group" aria-label={label}>
          {WEEKDAYS.map((day) => (
            <Chip key={day} value={day} size="xs" className={form.day} disabled={disabled}>
              {t(`weekday.${day}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
