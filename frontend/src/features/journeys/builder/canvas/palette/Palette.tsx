import { Portal, Tooltip } from "@mantine/core";
import { Panel } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { placeAfter } from "../../actions/clipboard";
import { insertStep } from "../../actions/insert";
import type { StepKind } from "../../document/graph";
import type { Place } from "../../document/selectors";
import { definitionOf, STEPS } from "../../steps/registry";
import { useBuilder, useBuilderStore } from "../../store";
import { useWordsOf } from "../../useWords";
import css from "./palette.module.css";
import { usePaletteDrag } from "./usePaletteDrag";

const KINDS = Object.keys(STEPS) as StepKind[];

/** Every kind of step, to be dragged onto a line; a click or Enter puts it behind the chosen step. */
export function Palette() {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const wordsOf = useWordsOf();
  const over = useBuilder((state) => state.drop?.over ?? null);
  const nowhere = useBuilder((state) => state.drop?.allowed.size === 0);
  const put = (kind: StepKind, place: Place) => insertStep({ store, wordsOf }, kind, place);
  const { carried, hold, wasDrag } = usePaletteDrag(store, put);
  const putBehind = (kind: StepKind) => {
    const { graph, selection } = store.getState();
    const place = placeAfter(graph, selection);
    // Where it cannot stand, the list of steps says why and what could stand there instead.
    if (put(kind, place)) store.getState().setPanel({ kind: "picker", place });
  };
  return (
    <Panel position="top-left" className={css.palette}>
      <div role="toolbar" aria-orientation="vertical" aria-label={t("palette.name")} className={css.list}>
        {KINDS.map((kind) => {
          const { icon: Icon, colour } = definitionOf(kind);
          return (
            <Tooltip
              key={kind}
              label={`${t(`step.${kind}.about`)} ${t("palette.help")}`}
              position="right"
              multiline
              w={260}
              openDelay={500}
              disabled={carried !== null}
            >
              <button
                type="button"
                className={css.entry}
                data-kind={kind}
                aria-label={t("palette.add", { step: t(`step.${kind}.name`) })}
                onPointerDown={(event) => hold(kind, event)}
                onClick={() => !wasDrag() && putBehind(kind)}
              >
                <Icon
                  size={18}
                  stroke={1.6}
                  color={`var(--${colour === "sumi" ? "sumi-70" : colour})`}
                  aria-hidden="true"
                />
                <span className={css.name}>{t(`step.${kind}.name`)}</span>
              </button>
            </Tooltip>
          );
        })}
      </div>
      {carried && (
        <Portal>
          <div
            className={css.carried}
            data-over={over !== null || undefined}
            style={{ transform: `translate(${carried.x + 14}px, ${carried.y + 10}px)` }}
          >
            {t(`step.${carried.kind}.name`)}
            {nowhere && <small>{t(carried.kind === "exit" ? "palette.noOpenEnd" : "picker.noMail")}</small>}
          </div>
        </Portal>
      )}
    </Panel>
  );
}
