import { Card, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Section.module.css";

interface Props {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without inner padding, for tables that reach the card's edge. */
  flush?: boolean;
}

/** A titled card; a landmark of its own for people who jump by region. */
export function Section({ title, description, actions, children, flush = false }: Props) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} padding={0}>
      <Group justify="space-between" px="md" pt="sm" pb={flush ? "sm" : 4} wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {description && (
            <Text size="sm" c="dimmed" mt={2}>
              {description}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </Card>
  );
}
