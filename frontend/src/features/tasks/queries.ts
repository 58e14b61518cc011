import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getTaskOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { completeTask, listTasks, updateTask } from "@/shared/api/generated/sdk.gen";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import type { TaskSearch } from "./filter";

export const TASKS = "tasks";

/** The queue by the page's filters: most urgent first, finished ones newest first. */
export function useTasks({ whose, due, done }: TaskSearch) {
  const assignee = whose === undefined ? "me" : whose === "nobody" ? "none" : undefined;
  return usePages([TASKS, whose, due, done], (cursor, signal) =>
    listTasks({
      query: { status: done ? "done" : "open", assignee, due, sort: done ? "closed" : "due", cursor },
      signal,
      throwOnError: true,
    }),
  );
}

/** A task that a link leads to, when the list in sight does not hold it. */
export function useLinkedTask(id: string | undefined, rows: readonly TaskRow[] | undefined) {
  const missing = id !== undefined && rows !== undefined && !rows.some((row) => row.id === id);
  return useQuery({
    ...getTaskOptions({ path: { task_id: id ?? "" } }),
    enabled: missing,
    meta: { quiet: true },
    select: (task) => (missing ? task : null),
  }).data;
}

interface Completion {
  task: TaskRow;
  outcome: string;
  note: string;
}

/** Finishing: the journey that waited goes on. */
export function useComplete(after: (task: TaskRow) => void) {
  const { t } = useTranslation("tasks");
  const refresh = useRefresh();
  return useMutation({
    meta: { quiet: true },
    mutationFn: ({ task, outcome, note }: Completion) =>
      completeTask({ path: { task_id: task.id }, body: { outcome, note }, throwOnError: true }),
    onSuccess: async (_, { task }) => {
      notifyDone(t("complete.done", { subject: task.subject }));
      after(task);
      await refresh();
    },
  });
}

interface Change {
  task: TaskRow;
  change: { due_at: string | null } | { assignee_id: string | null };
  done: string;
}

const write = (task: TaskRow, change: Change["change"]) =>
  updateTask({ path: { task_id: task.id }, body: change, throwOnError: true });

export function useChangeTask() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ task, change }: Change) => write(task, change),
    onSuccess: async (_, { task, change, done }) => {
      const before =
        "due_at" in change ? { due_at: task.due_at } : { assignee_id: task.assignee?.id ?? null };
      notifyDone(done, () => void write(task, before).then(refresh));
      await refresh();
    },
  });
}
