import { IconPlus } from "@tabler/icons-react";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { placeKey } from "../../document/selectors";
import { roundedPath } from "../../layout/geometry";
import css from "../canvas.module.css";
import { type Drop, useCanvas } from "../context";
import type { WayData } from "../picture";

/** A way from one step to the next, with its name, how many went it, and a "+" to put a step in between. */
export function WayEdge({ id, data }: EdgeProps) {
  const way = data as WayData;
  const { onAdd, adding, drop } = useCanvas();
  const { t } = useTranslation("journeys");
  const open = adding !== null && adding !== undefined && placeKey(adding) === placeKey(way.place);
  const target = dropState(drop, way);
  const showCount = way.count !== null && (way.label !== null || way.count > 0);
  return (
    <>
      <BaseEdge
        id={id}
        path={roundedPath(way.points)}
        className={css.way}
        data-lit={way.lit || undefined}
        data-dimmed={way.dimmed || undefined}
        data-back={way.back || undefined}
        data-drop={target}
      />
      {(way.label || showCount || (way.addName && onAdd)) && (
        <EdgeLabelRenderer>
          <div
            className={css.wayLabel}
            data-way={id}
            data-dimmed={way.dimmed || undefined}
            style={{ transform: `translate(-50%, -50%) translate(${way.at.x}px, ${way.at.y}px)` }}
          >
            {(way.label || showCount) && (
              <span className={css.port} data-lit={way.lit || undefined} title={way.label ?? undefined}>
                {way.label && <span className={css.portName}>{way.label}</span>}
                {showCount && (
                  <b className={css.portCount}>{t("canvas.people", { n: formatNumber(way.count ?? 0) })}</b>
                )}
              </span>
            )}
            {way.addName && onAdd && (
              <button
                type="button"
                className={css.add}
                data-place={placeKey(way.place)}
                data-open={open || undefined}
                data-drop={target}
                aria-label={way.addName}
                title={way.addName}
                onClick={() => onAdd(way.place)}
              >
                <IconPlus size={14} aria-hidden="true" />
                {target === "over" && <span className={css.dropHere}>{t("canvas.dropHere")}</span>}
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** Whether a step on its way from the palette may come here, or would if it were let go now. */
function dropState(drop: Drop | null | undefined, way: WayData): "over" | "open" | undefined {
  if (!drop || way.back) return undefined;
  const key = placeKey(way.place);
  if (drop.over === key) return "over";
  return drop.allowed.has(key) ? "open" : undefined;
}
