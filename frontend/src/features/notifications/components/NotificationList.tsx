import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { NotificationRow } from "@/shared/api/generated/types.gen";
import { TimeText } from "@/shared/ui/TimeText";
import { placeOf } from "../model";
import classes from "./NotificationList.module.css";

interface Props {
  rows: NotificationRow[];
  /** Opened: it counts as read. */
  onOpen: (row: NotificationRow) => void;
}

/** Notifications, newest first; unread ones stand out by weight, a dot and a spoken word. */
export function NotificationList({ rows, onOpen }: Props) {
  return (
    <ul className={classes.list}>
      {rows.map((row) => (
        <li key={row.id}>
          <Entry row={row} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ row, onOpen }: { row: NotificationRow; onOpen: Props["onOpen"] }) {
  const { t } = useTranslation("notifications");
  const place = placeOf(row);
  const shared = {
    className: classes.entry,
    "data-unread": !row.read_at || undefined,
    onClick: () => onOpen(row),
  };
  const body: ReactNode = (
    <>
      <span className={classes.subject}>
        {!row.read_at && <span className={classes.dot} role="img" aria-label={t("unread")} />}
        {row.subject}
      </span>
      {row.body && <span className={classes.body}>{row.body}</span>}
      <span className={classes.foot}>
        <span>
          {[row.kind === "task" && t("kind.task"), row.contact, row.journey].filter(Boolean).join(" · ")}
        </span>
        <TimeText at={row.created_at} />
      </span>
    </>
  );
  return place ? (
    <Link to={place.to as string} search={place.search as never} {...shared}>
      {body}
    </Link>
  ) : (
    <button type="button" {...shared}>
      {body}
    </button>
  );
}
