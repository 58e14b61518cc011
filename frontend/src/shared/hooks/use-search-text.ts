import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

/** What is typed into a list's search, and `q`: the same, trimmed, once typing pauses. */
export function useSearchText() {
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  return { text, setText, q };
}
