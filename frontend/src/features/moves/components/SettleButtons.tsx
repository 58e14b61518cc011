import { Button, Group } from "@mantine/core";

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
    <Group gap={6} wrap="nowrap" justify="flex-end">
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
