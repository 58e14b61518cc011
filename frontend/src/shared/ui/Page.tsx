import type { ReactNode } from "react";
import classes from "./Page.module.css";

interface Props {
  children: ReactNode;
  /** `wide` for tables and canvases, `reading` for forms and settings. */
  width?: "normal" | "wide" | "reading";
}

/** Page margins and measure. */
export function Page({ children, width = "normal" }: Props) {
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}
