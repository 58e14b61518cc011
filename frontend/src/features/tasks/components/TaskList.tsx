import { IconChecklist, IconMail, IconPhone, IconUsers, type TablerIcon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { PaneRows } from "@/shared/ui/ListAndPane";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import type { TaskSearch } from "../filter";
import { DueText } from "./DueText";
import classes from "./TaskList.module.css";

const ICONS: Record<string, TablerIcon> = {
  call: IconPhone,
  mail: IconMail,
  meeting: IconUsers,
};

export const iconOf = (kind: string): TablerIcon => ICONS[kind] ?? IconChecklist;

interface Props {
  rows: TaskRow[];
  search: TaskSearch;
  more?: { load: () => void; loading: boolean };
}

/** The queue, most urgent first: what to do, about whom, until when. */
export function TaskList({ rows, search, more }: Props) {
  const { t } = useTranslation("tasks");
  const open = useRef<HTMLAnchorElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen one comes into sight when another is chosen
  useEffect(() => {
    // Some browsers answer with a promise, which React would take for the effect's end.
    open.current?.scrollIntoView({ block: "nearest" });
  }, [search.task]);
  return (
    <PaneRows label={t("list")} more={more}>
      {rows.map((task) => {
        const Icon = iconOf(task.kind);
        const here = task.id === search.task;
        return (
          <li key={task.id}>
            <Link
              ref={here ? open : undefined}
              to="/tasks"
              search={{ ...search, task: task.id }}
              className={classes.task}
              aria-current={here || undefined}
            >
              <Icon size={18} stroke={1.6} aria-hidden className={classes.icon} />
              <span className={classes.what}>
                <span className={classes.subject}>{task.subject}</span>
                <span className={classes.line}>
                  <span className={classes.who}>
                    {[task.contact.name, task.contact.company].filter(Boolean).join(" · ")}
                  </span>
                </span>
                <span className={classes.line}>
                  <DueText task={task} />
                  {task.priority === "high" && <StatusBadge tone="shu">{t("urgent")}</StatusBadge>}
                  {search.whose && <span>{task.assignee?.name ?? t("nobody")}</span>}
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </PaneRows>
  );
}
