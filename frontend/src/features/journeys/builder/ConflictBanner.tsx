import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { createJourney, getJourney } from "../api";
import { journeyKeys } from "../queries";
import { useBuilder, useBuilderStore } from "./store";

/** Somebody else saved first: says who, and offers their version or a copy of one's own; nothing is lost by waiting. */
export function ConflictBanner({ journeyId }: { journeyId: string }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const client = useQueryClient();
  const navigate = useNavigate();
  const saving = useBuilder((state) => state.saving);
  const reload = useMutation({
    mutationFn: () => getJourney(journeyId),
    onSuccess: (journey) => {
      client.setQueryData(journeyKeys.one(journeyId), journey);
      store.getState().replace(journey.draft, journey.draft_revision);
    },
  });
  const copy = useMutation({
    mutationFn: () => {
      const { graph } = store.getState();
      const name = t("conflict.copyName", { name: graph.name }).slice(0, 200);
      return createJourney({ name, kind: graph.kind, graph: { ...graph, name } });
    },
    onSuccess: async (journey) => {
      store.getState().setSaving({ status: "saved" });
      await client.invalidateQueries({ queryKey: journeyKeys.all });
      await navigate({ to: "/journeys/$journeyId/edit", params: { journeyId: journey.id } });
    },
  });
  if (saving.status === "failed") {
    return (
      <Alert color="shu" radius={0} py="xs" icon={<IconAlertTriangle size={18} />} role="alert">
        {t("save.failedText", { message: saving.message })}
      </Alert>
    );
  }
  if (saving.status !== "conflict") return null;
  const who = saving.conflict.savedBy ?? t("conflict.somebody");
  return (
    <Alert color="yamabuki" radius={0} py="xs" icon={<IconAlertTriangle size={18} />} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("conflict.text", { who })}</Text>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
            {t("conflict.keep")}
          </Button>
          <Button size="compact-sm" loading={reload.isPending} onClick={() => reload.mutate()}>
            {t("conflict.reload")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
