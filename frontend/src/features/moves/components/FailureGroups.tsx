import { Button, Title, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, useStepNames, useWords } from "@/features/journeys";
import type { FailureGroup } from "@/shared/api/generated/types.gen";
import { formatHour } from "@/shared/time/format";
import { type AttentionSearch, placeOf, searchOf } from "../answers";
import { failuresQuery } from "../queries";
import css from "./attention.module.css";

const SHOWN = 6;

type Props = {
  search: AttentionSearch;
  /** Narrows the page to a group, or widens it again. */
  onChoose: (search: AttentionSearch) => void;
  /** Acts on everybody of a group; absent for those who may only look. */
  onAct: ((search: AttentionSearch) => void) | undefined;
};

/** Failures that belong together: one step, one reason, one hour; mended once and put right together. */
export function FailureGroups({ search, onChoose, onAct }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const groups = useQuery(failuresQuery()).data ?? [];
  const stepName = useStepNames(groups.map(placeOf));
  const words = useWords(null);
  const [all, setAll] = useState(false);
  if (groups.length === 0) return null;
  const isChosen = (group: FailureGroup) =>
    search.since === group.since &&
    search.journey === group.journey_id &&
    (search.step ?? null) === group.node &&
    (search.code ?? null) === group.code;
  return (
    <section className={css.groups} aria-label={t("groups.title")}>
      <Title order={2} className={css.groupsTitle}>
        {t("groups.title")}
      </Title>
      <ul>
        {groups.slice(0, all ? undefined : SHOWN).map((group) => {
          const chosen = isChosen(group);
          const own = searchOf(group);
          return (
            <li key={JSON.stringify(own)} data-chosen={chosen || undefined}>
              <UnstyledButton
                className={css.group}
                aria-pressed={chosen}
                onClick={() => onChoose(chosen ? { kind: "errored" } : own)}
              >
                <b>{t("common:count.people", { count: group.people })}</b>
                <span>
                  {errorReason(group.code, words)}
                  <small>
                    {group.journey}
                    {group.node && ` › ${stepName(placeOf(group), group.node)}`}
                    {" ・ "}
                    <time dateTime={group.since}>{formatHour(group.since, group.until)}</time>
                  </small>
                </span>
              </UnstyledButton>
              {onAct && (
                <Button variant="default" size="compact-sm" onClick={() => onAct(own)}>
                  {t("groups.act")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {!all && groups.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t("groups.more", { count: groups.length - SHOWN })}
        </Button>
      )}
    </section>
  );
}
