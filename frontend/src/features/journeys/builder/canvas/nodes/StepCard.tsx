import { Handle, type NodeProps, Position } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { definitionOf } from "../../steps/registry";
import css from "../canvas.module.css";
import { useCanvas } from "../context";
import type { CardData } from "../picture";
import { IssueBadge } from "./IssueBadge";

/** One step: kind colour and icon, title, one line of what it does, and what needs attention. */
export function StepCard({ data }: NodeProps) {
  const card = data as CardData;
  const { onSelect } = useCanvas();
  const { t } = useTranslation("journeys");
  const Icon = definitionOf(card.kind).icon;
  const waiting = card.counts?.waiting ?? 0;
  const paused = card.counts?.paused ?? 0;
  const failed = card.counts?.failed ?? 0;
  const state = [
    waiting > 0 ? t("canvas.waiting", { count: waiting }) : "",
    paused > 0 ? t("canvas.paused", { count: paused }) : "",
    failed > 0 ? t("canvas.failed", { count: failed }) : "",
    card.caption?.text ?? "",
    card.current ? t("canvas.here") : "",
    card.mark ? t(`diff.mark.${card.mark}`) : "",
    card.issues.length > 0 && !card.quiet ? t("canvas.issues", { count: card.issues.length }) : "",
  ].filter(Boolean);
  const body = (
    <>
      <span className={css.bar} aria-hidden="true" />
      <Icon className={css.icon} size={20} stroke={1.6} aria-hidden="true" />
      <span className={css.text}>
        <span className={css.title}>{card.title}</span>
        {card.title !== card.summary && <span className={css.summary}>{card.summary}</span>}
      </span>
    </>
  );
  const shared = {
    className: css.card,
    "data-colour": card.colour,
    "data-selected": card.selected || undefined,
    "data-dimmed": card.dimmed || undefined,
    "data-current": card.current || undefined,
    "data-step": card.id,
    "data-mark": card.mark ?? undefined,
    title: card.title === card.summary ? card.title : `${card.title}\n${card.summary}`,
  };
  return (
    <>
      <Handle type="target" position={Position.Top} className={css.handle} isConnectable={false} />
      {onSelect ? (
        <button
          type="button"
          {...shared}
          aria-pressed={card.selected}
          aria-label={[card.title, card.title === card.summary ? "" : card.summary, ...state]
            .filter(Boolean)
            .join(t("canvas.comma"))}
          onClick={(event) => onSelect(card.id, event.shiftKey || event.metaKey || event.ctrlKey)}
        >
          {body}
        </button>
      ) : (
        <div {...shared}>{body}</div>
      )}
      <span className={css.pills} aria-hidden="true">
        {card.current && (
          <span className={css.pill} data-tone="ai">
            {t("canvas.here")}
          </span>
        )}
        {card.mark && (
          <span className={css.pill} data-mark={card.mark}>
            {t(`diff.mark.${card.mark}`)}
          </span>
        )}
        {waiting > 0 && (
          <span className={css.pill}>
            {t("canvas.waitingShort")} <b>{formatNumber(waiting)}</b>
          </span>
        )}
        {paused > 0 && (
          <span className={css.pill} data-tone="yamabuki">
            {t("canvas.pausedShort")} <b>{formatNumber(paused)}</b>
          </span>
        )}
        {failed > 0 && (
          <span className={css.pill} data-tone="shu">
            {t("canvas.failedShort")} <b>{formatNumber(failed)}</b>
          </span>
        )}
        {card.caption && (
          <span className={css.pill} data-tone={card.caption.strong ? "ai" : undefined}>
            {card.caption.text}
          </span>
        )}
        <IssueBadge issues={card.issues} quiet={card.quiet} />
      </span>
      <Handle type="source" position={Position.Bottom} className={css.handle} isConnectable={false} />
    </>
  );
}
