import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStepName } from "@/features/journeys";
import type { AttentionPlace } from "../answers";
import css from "./attention.module.css";

type Place = { journey?: string; step?: string };
type Props = {
  counts: AttentionPlace[];
  journey: string | null;
  step: string | null;
  onChoose: (place: Place) => void;
};

/** How many per journey and step; choosing one narrows the list to it, choosing it again widens it. */
export function AttentionCounts({ counts, journey, step, onChoose }: Props) {
  const { t } = useTranslation("moves");
  if (counts.length === 0) return null;
  return (
    <ul className={css.counts} aria-label={t("attention.counts")}>
      {counts.map((count) => {
        const chosen = count.journey.id === journey && (step === null || count.node === step);
        const place = { journey: count.journey.id, ...(count.node ? { step: count.node } : {}) };
        return (
          <li key={`${count.journey.id}${count.node}`}>
            <UnstyledButton
              className={css.count}
              aria-pressed={chosen}
              onClick={() => onChoose(chosen && step !== null ? {} : place)}
            >
              <b>{t("attention.countOf", { count: count.people })}</b>
              <span>
                {count.journey.name}
                {count.node && <StepName journeyId={count.journey.id} node={count.node} />}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}

function StepName({ journeyId, node }: { journeyId: string; node: string }) {
  return <small>{useStepName(journeyId)(node)}</small>;
}
