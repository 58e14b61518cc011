import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./SelectionBar.module.css";

interface Props {
  /** Read out as the bar's name. */
  label: string;
  /** How many are selected. */
  text: string;
  /** Beside the text: a wider selection. */
  widen?: ReactNode;
  children: ReactNode;
}

/** What can be done with the selected rows, at the bottom of a list. */
export function SelectionBar({ label, text, widen, children }: Props) {
  return (
    <section className={classes.bar} aria-label={label}>
      <Group gap="md">
        <Text fw={600} aria-live="polite">
          {text}
        </Text>
        {widen}
      </Group>
      <Group gap={8}>{children}</Group>
    </section>
  );
}
