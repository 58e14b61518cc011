import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listTasks } from "@/shared/api/generated/sdk.gen";
import { Section } from "@/shared/ui/Section";
import { TASKS } from "../queries";
import { TaskLines } from "./TaskLines";

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
        <TaskLines tasks={tasks} beside={(task) => task.assignee?.name ?? t("nobody")} />
      )}
    </Section>
  );
}
