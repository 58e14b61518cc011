import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { ApiError } from "@/shared/api/error";
import { notifyDone } from "@/shared/ui/notify";
import { QueryView } from "@/shared/ui/QueryView";
import { restoreVersion } from "../../api";
import type { Journey } from "../../model";
import { journeyKeys, versionQuery } from "../../queries";
import { diffGraphs, isSame } from "../document/diff";
import type { JourneyGraph } from "../document/graph";
import { inverse } from "../document/operations";
import { useBuilder, useBuilderStore } from "../store";
import { ChangeList } from "./ChangeList";
import { IssueNote } from "./IssueNote";
import { PanelFrame } from "./PanelFrame";

type Props = { journey: Journey; number: number; flush: () => Promise<boolean>; onClose: () => void };

/** Asks before an old version takes the draft's place: what changes, what is lost, how to come back. */
export function RestorePanel({ journey, number, flush, onClose }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const client = useQueryClient();
  const graph = useBuilder((state) => state.graph);
  const version = useQuery(versionQuery(journey.id, number));
  const live = useQuery({
    ...versionQuery(journey.id, journey.live_version ?? 0),
    enabled: journey.live_version !== null,
  });
  const restore = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      if (!(await flush())) throw new ApiError(409, "not_saved", t("publish.notSaved"));
      return restoreVersion(journey.id, number, store.getState().revision);
    },
    onSuccess: ({ graph: restored, revision, issues }) => {
      const { graph: now, edit, confirmSaved, setIssues, select, say } = store.getState();
      // One entry of the history like any other edit: undoing it saves the former draft again.
      edit(inverse(restored, now), { key: "restore", values: { n: number } });
      confirmSaved(restored, revision);
      setIssues(issues);
      select([], false);
      say(t("restore.done", { n: number }));
      notifyDone(t("restore.done", { n: number }));
      void client.invalidateQueries({ queryKey: journeyKeys.all });
      onClose();
    },
  });
  const unpublished = live.data !== undefined && !sameDocument(live.data.graph, graph);
  const same = version.data !== undefined && sameDocument(version.data.graph, graph);
  return (
    <PanelFrame
      title={t("restore.title", { n: number })}
      about={t("restore.about")}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t("restore.cancel")}
          </Button>
          <Button
            loading={restore.isPending}
            disabled={same || version.data === undefined}
            onClick={() => restore.mutate()}
          >
            {t("restore.action")}
          </Button>
        </>
      }
    >
      {unpublished && !same && <IssueNote severity="warning">{t("restore.unpublished")}</IssueNote>}
      <QueryView query={version}>
        {(data) => (
          <ChangeList
            before={graph}
            after={data.graph}
            title={t("restore.changes")}
            none={t("restore.same", { n: number })}
          />
        )}
      </QueryView>
      {!same && (
        <Text size="sm" lh={1.7}>
          {t("restore.after")}
        </Text>
      )}
      {restore.error && <IssueNote severity="error">{describeError(restore.error)}</IssueNote>}
    </PanelFrame>
  );
}

const sameDocument = (a: JourneyGraph, b: JourneyGraph) => isSame(diffGraphs({ ...a, name: b.name }, b));
