import { Group } from "@mantine/core";
import type { ReactNode } from "react";

/** The row above a list: what narrows it at the left, what is done with the whole of it at the right. */
export function ListBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <Group justify="space-between" mb="md" gap="sm" align="flex-start" wrap="nowrap">
      <Group gap={8}>{children}</Group>
      {actions && <Group gap={8}>{actions}</Group>}
    </Group>
  );
}
