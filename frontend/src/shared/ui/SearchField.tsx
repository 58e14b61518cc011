import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

interface Props {
  /** What is searched: name and placeholder of the field. */
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** The search above a list. */
export function SearchField({ label, value, onChange }: Props) {
  return (
    <TextInput
      w={280}
      maw="100%"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
