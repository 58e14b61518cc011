import { Autocomplete } from "@mantine/core";
import { useEffect, useState } from "react";

type Props = {
  label: string;
  value: string;
  disabled?: boolean;
  onChange: (value: string) => void;
};

const HALF_HOURS = Array.from(
  { length: 48 },
  (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}`,
);

/** Reads 9, 9:5, 0930 and ９：００ as times of day; null for anything else. */
export function readTime(text: string): string | null {
  const match = /^(\d{1,2})(?::?(\d{1,2}))?$/.exec(text.normalize("NFKC").trim());
  if (!match) return null;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  return hour < 24 && minute < 60
    ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
    : null;
}

/** A time of day; what is no time yet is not passed on, so the document never holds half a time. */
export function TimeField({ label, value, disabled, onChange }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <Autocomplete
      label={label}
      value={text}
      data={HALF_HOURS}
      filter={({ options, search }) =>
        search === value ? options : options.filter((o) => "value" in o && o.value.startsWith(search))
      }
      maxDropdownHeight={220}
      disabled={disabled ?? false}
      w={110}
      onChange={setText}
      onOptionSubmit={(next) => next !== value && onChange(next)}
      onBlur={() => {
        const next = readTime(text);
        if (next && next !== value) onChange(next);
        setText(next ?? value);
      }}
    />
  );
}
