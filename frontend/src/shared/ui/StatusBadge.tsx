import type { ReactNode } from "react";
import classes from "./StatusBadge.module.css";

export type Tone = "neutral" | "ai" | "moegi" | "yamabuki" | "shu" | "fuji";

interface Props {
  tone?: Tone;
  icon?: ReactNode;
  /** The word: colour never carries the meaning alone. */
  children: ReactNode;
}

export function StatusBadge({ tone = "neutral", icon, children }: Props) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon && (
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
      )}
      {children}
    </span>
  );
}
