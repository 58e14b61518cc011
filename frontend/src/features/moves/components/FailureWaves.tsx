import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { errorReason, type useWords } from "@/features/journeys";
import { formatDateTime, formatHours } from "@/shared/time/format";
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

/** 「10:00から11:00の間に47人」: the failures of one step by reason and time, each retried as a whole. */
export function FailureWaves({ journeyId, node, words, onRetry }: Props) {
  const { t } = useTranslation("moves");
  const failures = useQuery(failuresQuery(journeyId, node)).data;
  if (!failures || failures.items.length === 0) return null;
  return (
    <section className={css.box} aria-label={t("waves.title")}>
      <Text size="sm" fw={600}>
        {t("waves.title")}
      </Text>
      <ul className={css.waves}>
        {wavesOf(failures.items).map((wave) => (
          <li key={`${wave.code}${wave.from}`}>
            <span>
              {t("waves.line", {
                from: formatDateTime(wave.from),
                to: formatHours(wave.to),
                count: wave.people,
              })}
              <small>{errorReason(wave.code, words)}</small>
            </span>
            {onRetry && (
              <Button variant="default" size="compact-sm" onClick={() => onRetry(wave)}>
                {t("waves.retry", { count: wave.people })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {failures.more && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("waves.more", { count: failures.items.length })}
        </Text>
      )}
    </section>
  );
}
