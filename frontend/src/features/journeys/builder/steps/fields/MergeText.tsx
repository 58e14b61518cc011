import { Group, Text, Textarea, TextInput } from "@mantine/core";
import { useId, useRef } from "react";
import { FieldMenu } from "@/features/templates";

type Props = {
  label: string;
  value: string;
  maxLength: number;
  disabled: boolean;
  /** Several lines. */
  long?: boolean;
  placeholder?: string;
  onChange: (value: string) => void;
};

/** A text that may name fields as mails do; the menu writes one at the cursor. */
export function MergeText({ label, value, maxLength, disabled, long, placeholder, onChange }: Props) {
  const id = useId();
  const line = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const field = long ? area.current : line.current;
    const from = field?.selectionStart ?? value.length;
    const to = field?.selectionEnd ?? value.length;
    const next = `${value.slice(0, from)}{{ ${name} }}${value.slice(to)}`;
    if (next.length <= maxLength) onChange(next);
    field?.focus();
  };
  const shared = { id, value, maxLength, disabled, placeholder };
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text component="label" htmlFor={id} size="sm" fw={500}>
          {label}
        </Text>
        {!disabled && <FieldMenu onInsert={insert} />}
      </Group>
      {long ? (
        <Textarea
          ref={area}
          {...shared}
          autosize
          minRows={2}
          maxRows={10}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput ref={line} {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </div>
  );
}
