import { Button, Group } from "@mantine/core";
import css from "./attention.module.css";

export const WAYS = ["resend", "dismiss"] as const;
export type Way = (typeof WAYS)[number];

/** The two ways out for something whose sending failed or is in doubt. */
export function SettleButtons({
  label,
  onSettle,
}: {
  label: (how: Way) => string;
  onSettle: (how: Way) => void;
}) {
  return (
    <Group gap={6} className={css.settle}>
      {WAYS.map((how) => (
        <Button
          key={how}
          variant="default"
          size="compact-sm"
          onClick={(event) => {
            event.stopPropagation();
            onSettle(how);
          }}
        >
          {label(how)}
        </Button>
      ))}
    </Group>
  );
}
