import { Textarea } from "@mantine/core";

interface Props {
  label: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
}

/** Why something is done to many; nothing is done without. */
export function ReasonField({ label, description, value, onChange }: Props) {
  return (
    <Textarea
      label={label}
      description={description}
      required
      maxLength={500}
      autosize
      minRows={2}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
