import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useStepNames } from "@/features/journeys";
import { type AttentionKind, type AttentionSearch, placeOf } from "../answers";
import { attentionPlacesQuery } from "../queries";
import css from "./attention.module.css";

type Props = {
  kind: AttentionKind;
  search: AttentionSearch;
  onChoose: (search: AttentionSearch) => void;
};

/** How many per journey and step; choosing one narrows the list to it, choosing it again widens it. */
export function AttentionPlaces({ kind, search, onChoose }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const places = (useQuery(attentionPlacesQuery).data ?? []).filter((place) => place[kind] > 0);
  const stepName = useStepNames(places.map(placeOf));
  const unit = kind === "unconfirmed" ? "mails" : "people";
  return (
    <ul className={css.counts} aria-label={t("attention.counts")}>
      {places.map((place) => {
        const { journey_id: journeyId, journey, node } = place;
        const chosen = journeyId === search.journey && (search.step ?? null) === node;
        const own = { kind, journey: journeyId, ...(node ? { step: node } : {}) };
        return (
          <li key={`${journeyId}${node}`}>
            <UnstyledButton
              className={css.count}
              aria-pressed={chosen}
              onClick={() => onChoose(chosen ? { kind } : own)}
            >
              <b>{t(`common:count.${unit}`, { count: place[kind] })}</b>
              <span>
                {journey}
                {node && <small>{stepName(placeOf(place), node)}</small>}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
