import { Radio, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type JourneyGraph, PanelForm, StepSelect } from "@/features/journeys";
import { ReasonField } from "@/shared/ui/ReasonField";
import { runAction } from "../api";
import { type Action, type Draft, GO_ON, type GoOn, isComplete, NEEDS_STEP, type Selection } from "../model";
import { previewQuery } from "../queries";
import { ActDone } from "./ActDone";
import { ActPreview } from "./ActPreview";

type Props = {
  selection: Selection;
  /** Whom it concerns, in words: 「選択した3人」「8人: 失敗、10:00–11:00」. */
  about: ReactNode;
  offered: readonly Action[];
  action?: Action;
  /** Steps to choose from; people of several journeys have none in common. */
  graph: JourneyGraph | null;
  stepName: (id: string) => string;
  onClose: () => void;
  onDone?: () => void;
};

/** Retry, pause, resume, skip, move, replay, stop: what, for whom, counted first; then why; then how far it is. */
export function ActPanel({ selection, about, offered, graph, stepName, onClose, onDone, ...rest }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const client = useQueryClient();
  const [action, setAction] = useState<Action | null>(
    rest.action ?? (offered.length === 1 ? (offered[0] ?? null) : null),
  );
  const [node, setNode] = useState<string | null>(null);
  const [resend, setResend] = useState(false);
  const [choice, setChoice] = useState<GoOn>("keep_date");
  const [reason, setReason] = useState("");
  const draft: Draft | null = action && { action, node, resend, choice, selection };
  const complete = draft !== null && isComplete(draft);
  const preview = useQuery({ ...previewQuery(draft), enabled: complete });
  const run = useMutation({
    meta: { quiet: true },
    mutationFn: () => runAction(draft as Draft, reason.trim()),
    onSuccess: () => {
      onDone?.();
      return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    },
  });
  const resume = () => {
    run.reset();
    setAction("resume");
  };
  if (run.data && action) {
    return <ActDone action={action} done={run.data} onResume={resume} onClose={onClose} />;
  }
  const choices = action === null || offered.includes(action) ? offered : [action, ...offered];
  const people = complete ? (preview.data?.people ?? 0) : 0;
  return (
    <PanelForm
      title={t(action ? `action.${action}.title` : "title")}
      about={about}
      confirm={action && people > 0 ? t(`action.${action}.confirm`, { count: people }) : t("confirm")}
      danger={action === "stop"}
      ready={preview.data !== undefined && people > 0 && reason.trim() !== ""}
      run={run}
      onConfirm={run.mutate}
      onClose={onClose}
    >
      {choices.length === 0 && <Text size="sm">{t("nothingToDo")}</Text>}
      {choices.length > 1 && (
        <Radio.Group label={t("what")} value={action ?? ""} onChange={(next) => setAction(next as Action)}>
          <Stack gap={8} mt={6}>
            {choices.map((name) => (
              <Radio
                key={name}
                value={name}
                label={t(`action.${name}.name`)}
                description={t(`action.${name}.help`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {action && NEEDS_STEP.has(action) && graph && (
        <StepSelect
          label={t(action === "replay" ? "fromStep" : "toStep")}
          graph={graph}
          value={node}
          onChange={setNode}
        />
      )}
      {action && NEEDS_STEP.has(action) && !graph && <Text size="sm">{t("oneJourneyOnly")}</Text>}
      {action === "replay" && (
        <Switch
          label={t("resend")}
          description={t(resend ? "resendOn" : "resendOff")}
          checked={resend}
          onChange={(event) => setResend(event.currentTarget.checked)}
        />
      )}
      {action === "resume" && (
        <Radio.Group label={t("goOn.label")} value={choice} onChange={(next) => setChoice(next as GoOn)}>
          <Stack gap={8} mt={6}>
            {GO_ON.map((name) => (
              <Radio
                key={name}
                value={name}
                label={t(`goOn.${name}.name`)}
                description={t(`goOn.${name}.help`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {complete && <ActPreview query={preview} stepName={stepName} onResume={resume} />}
      {complete && (
        <ReasonField label={t("reason")} description={t("reasonHelp")} value={reason} onChange={setReason} />
      )}
      {action && <Text size="sm">{t(`action.${action}.after`)}</Text>}
    </PanelForm>
  );
}
