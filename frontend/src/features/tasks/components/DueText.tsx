import { useTranslation } from "react-i18next";
import { useNow } from "@/shared/hooks/use-now";
import { TimeText } from "@/shared/ui/TimeText";
import { dueOf } from "../model";
import classes from "./DueText.module.css";

interface Props {
  task: { due_at: string | null; status: string };
}

/** Until when; what is late says so in a word. */
export function DueText({ task }: Props) {
  const { t } = useTranslation("tasks");
  const due = dueOf(task, useNow());
  if (!task.due_at) return <span>{t("due.none")}</span>;
  const late = due === "overdue" && task.status === "open";
  return (
    <span className={classes.due} data-due={late ? "overdue" : due}>
      {late && `${t("due.overdue")} `}
      <TimeText at={task.due_at} />
    </span>
  );
}
