import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { errorReason, type useWords } from "@/features/journeys";
import { type Wave, wavesOf } from "../model";
import { failuresQuery } from "../queries";
import css from "./act.module.css";

type Props = {
  journeyId: string;
  node: string;
  words: ReturnType<typeof useWords>;
  /** Absent for those who may only look. */
  onRetry?: (wave: Wave) => void;
};

/** The failures of one step by reason, each retried as a whole. */
export function FailureWaves({ journeyId, node, words, onRetry }: Props) {
  const { t } = useTranslation("moves");
  const waves = wavesOf(useQuery(failuresQuery(journeyId)).data ?? [], node);
  if (waves.length === 0) return null;
  return (
    <section className={css.box} aria-label={t("waves.title")}>
      <Text size="sm" fw={600}>
        {t("waves.title")}
      </Text>
      <ul className={css.waves}>
        {waves.map((wave) => (
          <li key={wave.code}>
            <span>{errorReason(wave.code, words)}</span>
            {onRetry && (
              <Button variant="default" size="compact-sm" onClick={() => onRetry(wave)}>
                {t("waves.retry", { count: wave.people })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
