import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listTasks } from "@/shared/api/generated/sdk.gen";
import { Section } from "@/shared/ui/Section";
import { TASKS } from "../queries";
import classes from "./ContactTasks.module.css";
import { DueText } from "./DueText";
import { iconOf } from "./TaskList";

/** What is still to be done about a person, on their page. */
export function ContactTasks({ contactId }: { contactId: string }) {
  const { t } = useTranslation("tasks");
  const query = useQuery({
    queryKey: [TASKS, "contact", contactId],
    queryFn: async ({ signal }) =>
      (
        await listTasks({
          query: { contact_id: contactId, status: "open", limit: 20 },
          signal,
          throwOnError: true,
        })
      ).data.items,
  });
  const tasks = query.data ?? [];
  return (
    <Section title={t("title")}>
      {tasks.length === 0 ? (
        <Text size="sm" c="dimmed">
          {query.isPending ? t("reading") : t("noneForContact")}
        </Text>
      ) : (
        <ul className={classes.list}>
          {tasks.map((task) => {
            const Icon = iconOf(task.kind);
            return (
              <li key={task.id}>
                <Link to="/tasks" search={{ whose: "team", task: task.id }} className={classes.task}>
                  <Icon size={18} stroke={1.6} aria-hidden />
                  <span>
                    <strong>{task.subject}</strong>
                    <span className={classes.line}>
                      <DueText task={task} /> {task.assignee?.name ?? t("nobody")}
                    </span>
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
