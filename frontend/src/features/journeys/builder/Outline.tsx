import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./builder.module.css";
import type { Counts } from "./document/counts";
import type { JourneyGraph, NodeId } from "./document/graph";
import { portsOf } from "./document/ports";
import { type Place, placeKey, readingOrder } from "./document/selectors";
import { definitionOf, nameOf, portLabel, summaryOf } from "./steps/registry";
import type { Words } from "./steps/words";

type Props = {
  graph: JourneyGraph;
  words: Words;
  selection: readonly NodeId[];
  counts?: Counts;
  onSelect: (id: NodeId) => void;
  onAdd?: (place: Place) => void;
};

/** The same journey as a list: each step once, with where its ways out lead. The picture's equal, read aloud or keyed. */
export function Outline({ graph, words, selection, counts, onSelect, onAdd }: Props) {
  const { t } = useTranslation("journeys");
  const order = readingOrder(graph);
  const number = new Map(order.map((id, index) => [id, index + 1]));
  return (
    <div className={css.outline}>
      {onAdd && <AddButton name={t("canvas.addFirst")} place="entry" onAdd={onAdd} />}
      <ol aria-label={t("outline.name")}>
        {order.map((id) => {
          const node = graph.nodes[id];
          if (!node) return null;
          const { icon: Icon } = definitionOf(node.type);
          const { waiting = 0, paused = 0 } = counts?.[id] ?? {};
          return (
            <li key={id} className={css.outlineStep} data-selected={selection.includes(id) || undefined}>
              <button
                type="button"
                className={css.outlineName}
                aria-current={selection.includes(id) || undefined}
                data-step={id}
                onClick={() => onSelect(id)}
              >
                <span className={css.outlineNumber}>{number.get(id)}</span>
                <Icon size={18} stroke={1.6} aria-hidden="true" />
                <span>
                  <b>{nameOf(node, words)}</b>
                  {node.title && <span className={css.outlineSummary}>{summaryOf(node, words)}</span>}
                </span>
                {waiting > 0 && (
                  <span className={css.outlineCount}>{t("canvas.waiting", { count: waiting })}</span>
                )}
                {paused > 0 && (
                  <span className={css.outlineCount}>{t("canvas.paused", { count: paused })}</span>
                )}
              </button>
              <ul>
                {portsOf(node).map((port) => {
                  const to = node.next[port.id];
                  const target = to ? graph.nodes[to] : undefined;
                  if (!target && !port.required) return null;
                  const label = portLabel(node, port.id, words) ?? t("form.next");
                  return (
                    <li key={port.id}>
                      {t("outline.way", {
                        port: label,
                        step: target
                          ? `${number.get(to ?? "")}. ${nameOf(target, words)}`
                          : t("form.nowhere"),
                      })}
                      {onAdd && (
                        <AddButton
                          name={t("outline.addAt", { step: nameOf(node, words), port: label })}
                          place={{ node: id, port: port.id }}
                          onAdd={onAdd}
                        />
                      )}
                    </li>
                  );
                })}
              </ul>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function AddButton({ name, place, onAdd }: { name: string; place: Place; onAdd: (place: Place) => void }) {
  const { t } = useTranslation("journeys");
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      leftSection={<IconPlus size={12} />}
      aria-label={name}
      data-place={placeKey(place)}
      onClick={() => onAdd(place)}
    >
      {t("canvas.addHere")}
    </Button>
  );
}
