import type { ReactNode } from "react";
import css from "./act.module.css";

/** A page with a panel beside it; over it where there is no room for both. */
export function WithPanel({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  return (
    <div className={css.beside}>
      <div className={css.main}>{children}</div>
      {panel && <div className={css.aside}>{panel}</div>}
    </div>
  );
}
