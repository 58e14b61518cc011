import { Select } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listTeamOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { formatDateTime } from "@/shared/time/format";
import { useChangeTask } from "../queries";
import classes from "./TaskTerms.module.css";

/** Who has an open task, and until when: changed on the spot, with a way back. */
export function TaskTerms({ task }: { task: TaskRow }) {
  const { t } = useTranslation("tasks");
  const change = useChangeTask();
  const team = useQuery(listTeamOptions()).data?.items ?? [];
  const { assignee } = task;
  const gone = assignee && !team.some(({ id }) => id === assignee.id) ? [assignee] : [];
  const people = [...team, ...gone].map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={classes.terms}>
      <Select
        size="xs"
        label={t("terms.assignee")}
        placeholder={t("nobody")}
        data={people}
        value={assignee?.id ?? null}
        searchable
        clearable
        disabled={change.isPending}
        onChange={(id) => {
          const name = people.find(({ value }) => value === id)?.label;
          change.mutate({
            task,
            change: { assignee_id: id },
            done: name ? t("terms.given", { name }) : t("terms.freed"),
          });
        }}
      />
      <DuePicker
        key={task.due_at}
        dueAt={task.due_at}
        busy={change.isPending}
        onSet={(at) =>
          change.mutate({
            task,
            change: { due_at: at },
            done: at ? t("later.done", { at: formatDateTime(at) }) : t("terms.undated"),
          })
        }
      />
    </div>
  );
}

interface DueProps {
  dueAt: string | null;
  busy: boolean;
  onSet: (at: string | null) => void;
}

/** Day and time are chosen one after the other: nothing is kept before the picker closes. */
function DuePicker({ dueAt, busy, onSet }: DueProps) {
  const { t } = useTranslation("tasks");
  const [picked, setPicked] = useState<Date | null>(dueAt ? new Date(dueAt) : null);
  return (
    <DateTimePicker
      size="xs"
      label={t("terms.due")}
      placeholder={t("due.none")}
      valueFormat={t("terms.dateFormat")}
      {...(dueAt ? {} : { defaultTimeValue: "09:00" })}
      value={picked}
      clearable
      disabled={busy}
      submitButtonProps={{ "aria-label": t("terms.setDue") }}
      onChange={(next) => {
        setPicked(next === null ? null : new Date(next));
        if (next === null) onSet(null);
      }}
      onDropdownClose={() => {
        const at = picked?.toISOString() ?? null;
        if (at !== null && at.slice(0, 16) !== dueAt?.slice(0, 16)) onSet(at);
      }}
    />
  );
}
