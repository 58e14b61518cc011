import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { HeldBanner } from "../components/HeldBanner";
import type { Journey } from "../model";
import { litPath } from "../trip/litPath";
import type { ActionContext } from "./actions/action";
import { duplicateAction } from "./actions/clipboard";
import { deleteAction } from "./actions/structure";
import { modeAction } from "./actions/view";
import { BuilderBar } from "./BuilderBar";
import css from "./builder.module.css";
import { ConflictBanner } from "./ConflictBanner";
import { QUICK, useShowAll } from "./canvas/camera";
import { CanvasView } from "./canvas/JourneyCanvas";
import { Palette } from "./canvas/palette/Palette";
import type { NodeId } from "./document/graph";
import { type Place, placeKey } from "./document/selectors";
import { Outline } from "./Outline";
import { BuilderPanel } from "./panels/BuilderPanel";
import { SelectionBar } from "./SelectionBar";
import { useBuilder, useBuilderStore } from "./store";
import { useAutosave } from "./useAutosave";
import { useBuilderKeys } from "./useBuilderKeys";
import { useWords, useWordsOf } from "./useWords";

type Props = { journey: Journey; canEdit: boolean };

/** The room in which a journey is drawn. */
export function Builder(props: Props) {
  return (
    <ReactFlowProvider>
      <Room {...props} />
    </ReactFlowProvider>
  );
}

function Room({ journey, canEdit }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const mayControl = useMay("controlJourneys");
  const graph = useBuilder((state) => state.graph);
  const selection = useBuilder((state) => state.selection);
  const issues = useBuilder((state) => state.issues);
  const fresh = useBuilder((state) => state.fresh);
  const panel = useBuilder((state) => state.panel);
  const view = useBuilder((state) => state.view);
  const film = useBuilder((state) => state.film);
  const mode = useBuilder((state) => state.mode);
  const drop = useBuilder((state) => state.drop);
  const said = useBuilder((state) => state.said);
  const words = useWords(graph);
  const context = useActionContext();
  const flush = useAutosave(store, journey.id, canEdit);
  useBuilderKeys(context, canEdit);

  const lit = useMemo(() => (film ? litPath(graph, film) : undefined), [film, graph]);
  const onSelect = useCallback(
    (id: NodeId, additive: boolean) => {
      const { selection: now, select } = store.getState();
      if (!additive) return select([id]);
      const next = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
      return select(next, next.length === 1);
    },
    [store],
  );
  const marquee = useMemo(
    () => ({
      mode,
      onMode: () => modeAction.run(context),
      onMarquee: (ids: NodeId[], additive: boolean) => {
        const { selection: now, select } = store.getState();
        select(additive ? [...new Set([...now, ...ids])] : ids, false);
      },
    }),
    [store, mode, context],
  );
  const onAdd = useCallback((place: Place) => store.getState().setPanel({ kind: "picker", place }), [store]);
  const onTrigger = useCallback(() => store.getState().setPanel({ kind: "settings" }), [store]);
  const onClear = useCallback(() => {
    store.getState().settle();
    store.getState().select([]);
  }, [store]);
  return (
    <div className={css.builder}>
      <BuilderBar journey={journey} context={context} canEdit={canEdit} />
      <HeldBanner journey={journey}>
        {journey.status === "paused" && mayControl && (
          <Button
            component={Link}
            to={`/journeys/${journey.id}`}
            search={{ ask: "resume" } as never}
            variant="default"
            size="compact-sm"
          >
            {t("control.resume.open")}
          </Button>
        )}
      </HeldBanner>
      <ConflictBanner journeyId={journey.id} />
      <div className={css.work}>
        <section className={css.picture} aria-label={t("canvas.region")}>
          {view === "canvas" ? (
            <CanvasView
              graph={graph}
              words={words}
              editable={canEdit}
              selection={selection}
              issues={issues}
              fresh={fresh}
              lit={lit}
              minimap={panel === null}
              adding={panel?.kind === "picker" ? panel.place : null}
              onSelect={onSelect}
              onClear={onClear}
              onTrigger={onTrigger}
              drop={drop}
              marquee={marquee}
              {...(canEdit ? { onAdd } : {})}
            >
              {canEdit && <Palette />}
              <SelectionBar context={context} canEdit={canEdit} />
            </CanvasView>
          ) : (
            <Outline
              graph={graph}
              words={words}
              selection={selection}
              onSelect={(id) => onSelect(id, false)}
              {...(canEdit ? { onAdd } : {})}
            />
          )}
        </section>
        <BuilderPanel
          journey={journey}
          canEdit={canEdit}
          flush={flush}
          onDelete={() => deleteAction.run(context)}
          onDuplicate={() => duplicateAction.run(context)}
        />
      </div>
      <div className={css.said} role="status" aria-live="polite">
        {said}
      </div>
    </div>
  );
}

/** What the actions work on, stable for the life of the page. */
function useActionContext(): ActionContext {
  const store = useBuilderStore();
  const flow = useReactFlow();
  const showAll = useShowAll();
  const wordsOf = useWordsOf();
  return useMemo(() => {
    return {
      store,
      wordsOf,
      camera: {
        zoomIn: () => void flow.zoomIn(QUICK),
        zoomOut: () => void flow.zoomOut(QUICK),
        reset: () => void flow.zoomTo(1, QUICK),
        fit: () => showAll(QUICK),
      },
      focusStep: (id) => focusSoon(`[data-step="${CSS.escape(id)}"]`),
      focusPlace: (place) => focusSoon(`button[data-place="${CSS.escape(placeKey(place))}"]`),
    };
  }, [flow, showAll, store, wordsOf]);
}

/** After the next drawing: what is to be focused may not be there yet. */
function focusSoon(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
