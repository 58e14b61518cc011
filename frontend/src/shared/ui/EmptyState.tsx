import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";

interface Props {
  title: string;
  text?: ReactNode;
  /** A picture of the result: an icon, or a small drawing. */
  picture?: ReactNode;
  action?: ReactNode;
}

/** Teaches with one sentence, one picture, one button. */
export function EmptyState({ title, text, picture, action }: Props) {
  return (
    <div className={classes.empty}>
      {picture && (
        <div className={classes.picture} aria-hidden>
          {picture}
        </div>
      )}
      <Title order={2} className={classes.title}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" className={classes.text}>
          {text}
        </Text>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
