import { Anchor, Button } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ListAndPane.module.css";

interface Props {
  list: ReactNode;
  /** What was chosen from the list; on a phone it stands alone, or the list does. */
  pane: ReactNode;
  open: boolean;
  /** Height of what stands above, in pixels: both scroll within the rest of the screen. */
  above: number;
}

/** A list at the left, and what is chosen from it at the right. */
export function ListAndPane({ list, pane, open, above }: Props) {
  return (
    <div className={classes.columns} data-open={open} style={{ "--above": `${above}px` } as object}>
      {list}
      <div className={classes.pane}>{pane}</div>
    </div>
  );
}

interface RowsProps {
  label: string;
  more: { load: () => void; loading: boolean } | undefined;
  /** Items with a link each; the one that is open has `aria-current`. */
  children: ReactNode;
}

/** The list's rows. */
export function PaneRows({ label, more, children }: RowsProps) {
  const { t } = useTranslation();
  return (
    <nav className={classes.scroller} aria-label={label}>
      <ul className={classes.list}>{children}</ul>
      {more && (
        <Button variant="subtle" fullWidth onClick={more.load} loading={more.loading}>
          {t("action.loadMore")}
        </Button>
      )}
    </nav>
  );
}

/** On a phone, the way from what was chosen back to the list. */
export function BackToList({ to, search, children }: { to: string; search: object; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} search={search as never} size="sm" className={classes.back}>
      <IconChevronLeft size={14} aria-hidden />
      {children}
    </Anchor>
  );
}
