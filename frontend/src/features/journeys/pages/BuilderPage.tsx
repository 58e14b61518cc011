import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useMay } from "@/shared/access/session";
import { QueryView } from "@/shared/ui/QueryView";
import { lintDraft } from "../api";
import { Builder } from "../builder/Builder";
import { BuilderContext, type BuilderStore, createBuilderStore } from "../builder/store";
import type { Journey } from "../model";
import { journeyQuery } from "../queries";

export function BuilderPage() {
  const { journeyId } = useParams({ from: "/console/journeys/$journeyId/edit" });
  // Read afresh on opening: a draft from the cache could be older than what somebody else saved.
  const journey = useQuery({ ...journeyQuery(journeyId), staleTime: 0, refetchOnWindowFocus: false });
  return (
    <QueryView query={journey}>
      {(data) => (journey.isFetchedAfterMount ? <Opened key={data.id} journey={data} /> : null)}
    </QueryView>
  );
}

function Opened({ journey }: { journey: Journey }) {
  const { restore } = useSearch({ from: "/console/journeys/$journeyId/edit" });
  const canEdit = useMay("editJourneys") && journey.status !== "stopped" && !journey.archived;
  const [store] = useState(() => openStore(journey, canEdit, restore));
  const journeyId = journey.id;
  useEffect(() => {
    void lintDraft(journeyId).then((issues) => store.getState().setIssues(issues));
  }, [store, journeyId]);
  return (
    <BuilderContext value={store}>
      <Builder journey={journey} canEdit={canEdit} />
    </BuilderContext>
  );
}

function openStore({ draft, draft_revision }: Journey, canEdit: boolean, restore?: number): BuilderStore {
  const store = createBuilderStore(draft, draft_revision);
  const first = draft.entry.node ? draft.nodes[draft.entry.node] : undefined;
  if (canEdit && restore !== undefined) store.getState().setPanel({ kind: "restore", number: restore });
  // Nothing drawn yet: the first thing to do is to choose a first step.
  else if (canEdit && first?.type === "exit") store.getState().setPanel({ kind: "picker", place: "entry" });
  return store;
}
