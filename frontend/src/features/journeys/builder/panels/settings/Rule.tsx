import { Stack, Switch, Text } from "@mantine/core";
import type { ReactNode } from "react";
import form from "../../steps/form.module.css";

type Props = {
  label: string;
  about: string;
  on: boolean;
  readOnly: boolean;
  onSwitch: (on: boolean) => void;
  /** What it will do to somebody, in one sentence. */
  says?: string | null;
  children?: ReactNode;
};

/** A rule that may be on or off: its fields and its sentence are seen while it is on. */
export function Rule({ label, about, on, readOnly, onSwitch, says, children }: Props) {
  return (
    <>
      <Switch
        label={label}
        description={about}
        checked={on}
        disabled={readOnly}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      {on && (
        <section className={form.section} aria-label={label}>
          <Stack gap="sm">
            {children}
            {says && <RuleSays>{says}</RuleSays>}
          </Stack>
        </section>
      )}
    </>
  );
}

export function RuleSays({ children }: { children: ReactNode }) {
  return (
    <Text size="xs" lh={1.7} aria-live="polite">
      {children}
    </Text>
  );
}
