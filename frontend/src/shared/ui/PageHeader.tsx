import { Anchor, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import classes from "./PageHeader.module.css";

interface Props {
  title: string;
  /** Drawn beside the title: a status, a count. */
  aside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
}

/** The one level-one heading of a page, with what can be done here at its right. Sets the window's title. */
export function PageHeader({ title, aside, description, actions, back }: Props) {
  useEffect(() => {
    document.title = `${title} · Tabiji`;
  }, [title]);
  return (
    <header className={classes.header}>
      {back && (
        <Anchor component={Link} to={back.to} className={classes.back}>
          <IconChevronLeft size={14} aria-hidden />
          {back.label}
        </Anchor>
      )}
      <div className={classes.row}>
        <div className={classes.heading}>
          <Group gap={10} align="center" wrap="nowrap">
            <Title order={1}>{title}</Title>
            {aside}
          </Group>
          {description && (
            <Text c="dimmed" size="sm" className={classes.description}>
              {description}
            </Text>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </header>
  );
}
