import { UnstyledButton } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconCircleDot,
  IconClockHour4,
  IconMail,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FilmMail } from "@/shared/api/generated/types.gen";
import { formatDateTime } from "@/shared/time/format";
import type { JourneyGraph, NodeId } from "../builder/document/graph";
import type { Words } from "../builder/steps/words";
import type { TripStep } from "../model";
import { FilmMailView } from "./FilmMailView";
import { mailOf } from "./mailOf";
import css from "./trip.module.css";
import { type Tone, tripText } from "./tripText";

const MARKS: Record<Tone, ReactNode> = {
  plain: <IconCircleDot size={16} />,
  good: <IconCheck size={16} />,
  wait: <IconClockHour4 size={16} />,
  bad: <IconX size={16} />,
};
const NO_MAILS: readonly FilmMail[] = [];

type Props = {
  steps: readonly TripStep[];
  graph: JourneyGraph;
  words: Words;
  timeZone?: string;
  /** With seconds: the waits of a test are that short. */
  precise?: boolean;
  chosen?: NodeId | null;
  onChoose?: (id: NodeId) => void;
  /** The mails of the trip, to be read at the step that sends them. */
  mails?: readonly FilmMail[];
};

/** What happened step by step, and why. Choosing a row shows its step on the picture. */
export function TripTimeline({ mails = NO_MAILS, words, ...props }: Props) {
  const { steps, graph, timeZone, precise, chosen, onChoose } = props;
  const there = useMemo(() => ({ ...words, timeZone }), [words, timeZone]);
  return (
    <ol className={css.trip}>
      {steps.map((step) => {
        const { title, text, tone } = tripText(step, graph, there);
        const node = step.node;
        const mail = mailOf(step, mails);
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
              {mail && <Letter mail={mail} words={there} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The mail under its step, folded until somebody wants to read it. */
function Letter({ mail, words }: { mail: FilmMail; words: Words }) {
  const { t } = useTranslation("journeys");
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <UnstyledButton
        className={css.letter}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconMail size={14} aria-hidden="true" />
        <span className={css.subject}>{mail.subject || t("mail.open")}</span>
        <IconChevronDown size={14} aria-hidden="true" className={css.chevron} />
      </UnstyledButton>
      <div id={id}>{open && <FilmMailView mail={mail} words={words} />}</div>
    </>
  );
}

function formatClock(at: string, timeZone?: string): string {
  return new Intl.DateTimeFormat("ja-JP", { timeStyle: "medium", timeZone }).format(new Date(at));
}
