import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listTasks } from "@/shared/api/generated/sdk.gen";
import { useNow } from "@/shared/hooks/use-now";
import { Section } from "@/shared/ui/Section";
import { dueOf } from "../model";
import { TASKS } from "../queries";
import { TaskLines } from "./TaskLines";

const SHOWN = 5;

/** What is late or due today and mine; nothing at all when there is nothing. */
export function TodayTasks() {
  const { t } = useTranslation("tasks");
  const now = useNow();
  const query = useQuery({
    queryKey: [TASKS, "today"],
    queryFn: async ({ signal }) =>
      (
        await listTasks({
          query: { assignee: "me", status: "open", sort: "due" },
          signal,
          throwOnError: true,
        })
      ).data.items,
    meta: { quiet: true },
  });
  const tasks = (query.data ?? []).filter((task) => ["overdue", "today"].includes(dueOf(task, now)));
  if (tasks.length === 0) return null;
  return (
    <Section
      title={t("today.title")}
      actions={
        <Anchor component={Link} to="/tasks" size="sm">
          {t("today.all")}
        </Anchor>
      }
    >
      <TaskLines
        tasks={tasks.slice(0, SHOWN)}
        beside={({ contact }) => [contact.name, contact.company].filter(Boolean).join(" · ")}
      />
      {tasks.length > SHOWN && (
        <Text size="sm" c="dimmed">
          {t("today.more", { count: tasks.length - SHOWN })}
        </Text>
      )}
    </Section>
  );
}
