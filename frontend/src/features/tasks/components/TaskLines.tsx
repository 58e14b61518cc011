import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { DueText } from "./DueText";
import classes from "./TaskLines.module.css";
import { iconOf } from "./TaskList";

interface Props {
  tasks: TaskRow[];
  /** What stands beside the date: who has it, or whom it is about. */
  beside: (task: TaskRow) => string;
}

/** A few tasks inside another page; each leads to where it is done. */
export function TaskLines({ tasks, beside }: Props) {
  const { t } = useTranslation("tasks");
  return (
    <ul className={classes.list} aria-label={t("list")}>
      {tasks.map((task) => {
        const Icon = iconOf(task.kind);
        return (
          <li key={task.id}>
            <Link to="/tasks" search={{ whose: "team", task: task.id }} className={classes.task}>
              <Icon size={18} stroke={1.6} aria-hidden />
              <span>
                <strong>{task.subject}</strong>
                <span className={classes.line}>
                  <DueText task={task} /> {beside(task)}
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
