import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { InboxRow } from "@/shared/api/generated/types.gen";
import { PaneRows } from "@/shared/ui/ListAndPane";
import { TimeText } from "@/shared/ui/TimeText";
import classes from "./MailList.module.css";

interface Props {
  rows: InboxRow[];
  open: string | undefined;
  to: string | undefined;
  more?: { load: () => void; loading: boolean };
}

/** Mails, newest first; unread ones stand out by weight and by a spoken word. */
export function MailList({ rows, open, to, more }: Props) {
  const { t } = useTranslation("inbox");
  return (
    <PaneRows label={t("list")} more={more}>
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            to="/inbox"
            search={{ to, mail: row.id }}
            className={classes.mail}
            data-unread={!row.read || undefined}
            aria-current={row.id === open || undefined}
          >
            <span className={classes.top}>
              <span className={classes.address}>{row.to}</span>
              <span className={classes.at}>
                <TimeText at={row.received_at} />
              </span>
            </span>
            <span className={classes.subject}>
              {!row.read && <span className={classes.dot} role="img" aria-label={t("unread")} />}
              {row.subject || t("noSubject")}
            </span>
          </Link>
        </li>
      ))}
    </PaneRows>
  );
}
