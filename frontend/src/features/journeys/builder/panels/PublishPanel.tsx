import { Button, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/error";
import { publish as publishJourney } from "../../api";
import { PeopleChoices } from "../../components/PeopleChoices";
import { StartAgain } from "../../components/StartAgain";
import type { Journey } from "../../model";
import { carryingQuery, journeyKeys, publishPreviewQuery, versionQuery } from "../../queries";
import { decidedOf, type Fates, isOpen, peopleMoved, spokenOf } from "../../versions";
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
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [fates, setFates] = useState<Fates>({});
  const [start, setStart] = useState(false);
  const graph = useBuilder((state) => state.graph);
  const revision = useBuilder((state) => state.revision);
  const saved = useBuilder((state) => state.saving.status === "saved");
  const live = journey.live_version;
  const before = useQuery({ ...versionQuery(journey.id, live ?? 0), enabled: live !== null }).data?.graph;
  const preview = useQuery({
    ...publishPreviewQuery(journey.id, { revision }),
    enabled: live !== null && saved,
  }).data;
  const waiting = preview?.waiting ?? [];
  const people = decidedOf(fates);
  const carried = useQuery({
    ...carryingQuery(journey.id, { revision, people }),
    enabled: saved && Object.keys(people).length > 0,
  }).data;
  const moved = peopleMoved(waiting, fates);
  const errors = errorsOf(issues);
  const warnings = issues.filter((issue) => issue.severity === "warning");
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await flush())) throw new ApiError(409, "not_saved", t("publish.notSaved"));
      const people = spokenOf(fates);
      return publishJourney(journey.id, { revision: store.getState().revision, name, note, people, start });
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
        <Button
          disabled={errors.length > 0 || isOpen(fates) || (journey.status === "stopped" && !start)}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {moved > 0 ? t("publish.actionMoving", { count: moved }) : t("publish.action")}
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
      {before && live !== null && (
        <ChangeList
          before={before}
          after={graph}
          title={t("publish.changes", { n: live })}
          none={t("publish.same", { n: live })}
        />
      )}
      {waiting.length > 0 ? (
        <PeopleChoices
          waiting={waiting}
          before={before ?? null}
          after={graph}
          fates={fates}
          carried={carried}
          onChange={setFates}
        />
      ) : (
        <Text size="sm" lh={1.7}>
          {journey.aboard > 0 ? t("publish.aboard", { count: journey.aboard }) : t("publish.nobody")}
        </Text>
      )}
      {preview && preview.parked > 0 && (
        <Text size="sm">{t("people.parked", { count: preview.parked })}</Text>
      )}
      <StartAgain journey={journey} start={start} onChange={setStart} />
      <TextInput
        label={t("publish.name")}
        placeholder={t("publish.namePlaceholder")}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
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
