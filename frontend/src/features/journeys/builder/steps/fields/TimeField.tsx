import { TextInput } from "@mantine/core";

type Props = {
  label: string;
  value: string;
  disabled?: boolean;
  description?: string;
  onChange: (value: string) => void;
};

/** A time of day; an unfinished one is not passed on, so the document never holds half a time. */
export function TimeField({ label, value, disabled, description, onChange }: Props) {
  return (
    <TextInput
      type="time"
      label={label}
      description={description}
      defaultValue={value}
      key={value}
      disabled={disabled}
      w={140}
      onBlur={(event) => {
        const next = event.currentTarget.value.slice(0, 5);
        if (/^\d{2}:\d{2}$/.test(next) && next !== value) onChange(next);
      }}
    />
  );
}
