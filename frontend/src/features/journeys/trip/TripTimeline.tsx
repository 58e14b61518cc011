import { IconCheck, IconCircleDot, IconClockHour4, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatDateTime } from "@/shared/time/format";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import type { Words } from "../builder/steps/words";
import type { TripStep } from "../model";
import css from "./trip.module.css";
import { type Tone, tripText } from "./tripText";

const MARKS: Record<Tone, ReactNode> = {
  plain: <IconCircleDot size={16} />,
  good: <IconCheck size={16} />,
  wait: <IconClockHour4 size={16} />,
  bad: <IconX size={16} />,
};

type Props = {
  steps: readonly TripStep[];
  graph: JourneyGraph;
  words: Words;
  timeZone?: string;
  /** With seconds: the waits of a test are that short. */
  precise?: boolean;
  chosen?: NodeId | null;
  onChoose?: (id: NodeId) => void;
};

/** What happened step by step, and why. Choosing a row shows its step on the picture. */
export function TripTimeline({ steps, graph, words, timeZone, precise, chosen, onChoose }: Props) {
  return (
    <ol className={css.trip}>
      {steps.map((step) => {
        const { title, text, tone } = tripText(step, graph, words);
        const node = step.node;
        return (
          <li
            key={step.seq}
            className={css.step}
            data-tone={tone}
            data-chosen={(node && node === chosen) || undefined}
          >
            <span className={css.mark} aria-hidden="true">
              {MARKS[tone]}
            </span>
            <div className={css.what}>
              <div className={css.line}>
                {node && onChoose ? (
                  <button type="button" className={css.name} onClick={() => onChoose(node)}>
                    {title}
                  </button>
                ) : (
                  <span className={css.name}>{title}</span>
                )}
                <time dateTime={step.at} className={css.time}>
                  {precise ? formatClock(step.at, timeZone) : formatDateTime(step.at, timeZone)}
                </time>
              </div>
              <div className={css.why}>{text}</div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function formatClock(at: string, timeZone?: string): string {
  return new Intl.DateTimeFormat("ja-JP", { timeStyle: "medium", timeZone }).format(new Date(at));
}
