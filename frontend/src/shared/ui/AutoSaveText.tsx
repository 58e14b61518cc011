import { Textarea, TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { fieldErrors } from "@/shared/api/describe-error";

interface Props {
  label: string;
  description?: ReactNode;
  placeholder?: string;
  value: string;
  /** Saves the new value; a rejection shows under the field and keeps what was typed. */
  onSave: (value: string) => Promise<unknown>;
  /** The server's name of the field, to find what it said about it. */
  name: string;
  readOnly?: boolean;
  multiline?: boolean;
}

/** A setting saved when the field is left (or by Enter). Escape brings the saved value back. */
export function AutoSaveText({ value, onSave, name, multiline, readOnly, ...rest }: Props) {
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setText(value), [value]);

  async function save() {
    if (text.trim() === value) return setText(value);
    try {
      setProblem(null);
      await onSave(text.trim());
    } catch (error) {
      setProblem(fieldErrors(error)[name] ?? (error as Error).message);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") setText(value);
    if (event.key === "Enter" && !multiline) void save();
  }

  const field = {
    ...rest,
    name,
    readOnly,
    value: text,
    error: problem,
    onBlur: () => void save(),
    onKeyDown,
  };
  return multiline ? (
    <Textarea {...field} autosize minRows={2} onChange={(event) => setText(event.currentTarget.value)} />
  ) : (
    <TextInput {...field} onChange={(event) => setText(event.currentTarget.value)} />
  );
}
