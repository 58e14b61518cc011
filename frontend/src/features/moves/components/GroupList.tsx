import { Button, Title, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./attention.module.css";

const SHOWN = 6;

export type GroupRow = {
  key: string;
  /** How many belong to it, in words. */
  count: string;
  why: ReactNode;
  where: ReactNode;
  /** Narrows the page to this group, or widens it again; absent where there is nothing to narrow. */
  onChoose?: () => void;
  chosen?: boolean;
  /** What can be done to all of it; absent for those who may only look. */
  acts?: ReactNode;
};

/** What belongs together by step and cause, the largest first, each settled at once; the first few until asked for more. */
export function GroupList({ title, rows }: { title: string; rows: readonly GroupRow[] }) {
  const { t } = useTranslation("moves");
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  return (
    <section className={css.groups} aria-label={title}>
      <Title order={2} className={css.groupsTitle}>
        {title}
      </Title>
      <ul>
        {rows.slice(0, all ? undefined : SHOWN).map((row) => (
          <li key={row.key} data-chosen={row.chosen || undefined}>
            {row.onChoose ? (
              <UnstyledButton className={css.group} aria-pressed={row.chosen} onClick={row.onChoose}>
                <GroupText row={row} />
              </UnstyledButton>
            ) : (
              <div className={css.group}>
                <GroupText row={row} />
              </div>
            )}
            {row.acts}
          </li>
        ))}
      </ul>
      {!all && rows.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t("groups.more", { count: rows.length - SHOWN })}
        </Button>
      )}
    </section>
  );
}

function GroupText({ row }: { row: GroupRow }) {
  return (
    <>
      <b>{row.count}</b>
      <span>
        {row.why}
        <small>{row.where}</small>
      </span>
    </>
  );
}
