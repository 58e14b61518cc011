import { Button, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/error";
import { publish as publishJourney } from "../../api";
import type { Journey } from "../../model";
import { journeyKeys, versionQuery } from "../../queries";
import { errorsOf, type Issue } from "../issues";
import { useBuilder, useBuilderStore } from "../store";
import { ChangeList } from "./ChangeList";
import { IssueList } from "./IssuesPanel";
import { PanelFrame } from "./PanelFrame";

type Props = { journey: Journey; flush: () => Promise<boolean>; onClose: () => void };

/** What stands in the way, what is doubtful, what happens to the people on the way, and the one button. */
export function PublishPanel({ journey, flush, onClose }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const client = useQueryClient();
  const navigate = useNavigate();
  const issues = useBuilder((state) => state.issues);
  const [note, setNote] = useState("");
  const errors = errorsOf(issues);
  const warnings = issues.filter((issue) => issue.severity === "warning");
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await flush())) throw new ApiError(409, "not_saved", t("publish.notSaved"));
      return publishJourney(journey.id, store.getState().revision, note);
    },
    onSuccess: async ({ version }) => {
      notifications.show({ color: "moegi", message: t("publish.done", { version }) });
      await client.invalidateQueries({ queryKey: journeyKeys.all });
      await navigate({ to: "/journeys/$journeyId", params: { journeyId: journey.id } });
    },
    onError: (error) => {
      const found =
        error instanceof ApiError && error.code === "journey_has_errors" ? error.fields.issues : null;
      if (Array.isArray(found)) store.getState().setIssues(found as Issue[]);
    },
  });
  const version = (journey.live_version ?? 0) + 1;
  return (
    <PanelFrame
      title={t("publish.title", { version })}
      about={t("publish.about")}
      onClose={onClose}
      footer={
        <Button disabled={errors.length > 0} loading={publish.isPending} onClick={() => publish.mutate()}>
          {t("publish.action")}
        </Button>
      }
    >
      {errors.length > 0 && (
        <>
          <Text c="shu" size="sm">
            {t("publish.errors", { count: errors.length })}
          </Text>
          <IssueList issues={errors} />
        </>
      )}
      {warnings.length > 0 && (
        <>
          <Text size="sm">{t("publish.warnings", { count: warnings.length })}</Text>
          <IssueList issues={warnings} />
        </>
      )}
      {issues.length === 0 && (
        <Text c="moegi" size="sm">
          <IconCircleCheck size={16} style={{ verticalAlign: "text-bottom" }} /> {t("issues.none")}
        </Text>
      )}
      {journey.live_version !== null && <Changes journeyId={journey.id} live={journey.live_version} />}
      <Text size="sm" lh={1.7}>
        {journey.aboard > 0 ? t("publish.aboard", { count: journey.aboard }) : t("publish.nobody")}
      </Text>
      <Textarea
        label={t("publish.note")}
        description={t("publish.noteHelp")}
        value={note}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </PanelFrame>
  );
}

/** What differs from the version that is live, step by step. */
function Changes({ journeyId, live }: { journeyId: string; live: number }) {
  const { t } = useTranslation("journeys");
  const graph = useBuilder((state) => state.graph);
  const before = useQuery(versionQuery(journeyId, live)).data?.graph;
  if (!before) return null;
  return (
    <ChangeList
      before={before}
      after={graph}
      title={t("publish.changes", { n: live })}
      none={t("publish.same", { n: live })}
    />
  );
}
