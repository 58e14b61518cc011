import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { describeError } from "@/shared/api/describe-error";
import { ApiError } from "@/shared/api/error";
import { saveDraft } from "../api";
import type { Journey } from "../model";
import { journeyKeys } from "../queries";
import type { BuilderStore, Conflict } from "./store";

const QUIET_MS = 700;
const AGAIN_MS = 5_000;

/**
 * Saves the draft a moment after the last change, one save at a time. A conflict stops saving until the person has
 * chosen; anything else that fails is tried again. Returns a function that saves now and says whether all is saved.
 */
export function useAutosave(
  store: BuilderStore,
  journeyId: string,
  canEdit: boolean,
): () => Promise<boolean> {
  const client = useQueryClient();
  const running = useRef<Promise<void> | null>(null);

  const saveOnce = useCallback(async () => {
    const { graph, revision, setSaving, confirmSaved, setIssues } = store.getState();
    setSaving({ status: "saving" });
    try {
      const saved = await saveDraft(journeyId, revision, graph);
      confirmSaved(graph, saved.revision);
      setIssues(saved.issues);
      client.setQueryData<Journey>(journeyKeys.one(journeyId), (old) =>
        old ? { ...old, name: graph.name, draft: graph, draft_revision: saved.revision } : old,
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === "draft_conflict") {
        setSaving({ status: "conflict", conflict: conflictOf(error) });
      } else setSaving({ status: "failed", message: describeError(error) });
    }
  }, [client, journeyId, store]);

  const flush = useCallback(async () => {
    await running.current;
    if (store.getState().saving.status === "waiting" || store.getState().saving.status === "failed") {
      running.current = saveOnce().finally(() => {
        running.current = null;
      });
      await running.current;
    }
    return store.getState().saving.status === "saved";
  }, [saveOnce, store]);

  useEffect(() => {
    if (!canEdit) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe((state, before) => {
      if (state.graph === before.graph && state.saving === before.saving) return;
      clearTimeout(timer);
      if (state.saving.status === "waiting") timer = setTimeout(() => void flush(), QUIET_MS);
      if (state.saving.status === "failed") timer = setTimeout(() => void flush(), AGAIN_MS);
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (store.getState().saving.status !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      stop();
      clearTimeout(timer);
      window.removeEventListener("beforeunload", warn);
      void flush();
    };
  }, [canEdit, flush, store]);

  return flush;
}

function conflictOf(error: ApiError): Conflict {
  const { revision, saved_by } = error.fields;
  return { revision: Number(revision ?? 0), savedBy: typeof saved_by === "string" ? saved_by : null };
}
