import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useState } from "react";

type Props = Omit<TextInputProps, "value" | "onChange"> & {
  value: string;
  onChange: (value: string) => void;
};

/** A text that may not be empty: while it is, nothing is passed on, and leaving the field brings the last one back. */
export function RequiredText({ value, onChange, ...rest }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      {...rest}
      value={text}
      required
      withAsterisk={false}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        if (next.trim() !== "") onChange(next);
      }}
      onBlur={() => setText(value)}
    />
  );
}
