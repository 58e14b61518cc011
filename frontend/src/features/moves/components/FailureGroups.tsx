import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { errorReason, useStepNames, useWords } from "@/features/journeys";
import { formatHour } from "@/shared/time/format";
import { type AttentionSearch, placeOf, searchOf } from "../answers";
import { failuresQuery } from "../queries";
import { GroupList } from "./GroupList";

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
  const rows = groups.map((group) => {
    const own = searchOf(group);
    const chosen =
      search.since === group.since &&
      search.journey === group.journey_id &&
      (search.step ?? null) === group.node &&
      (search.code ?? null) === group.code;
    return {
      key: JSON.stringify(own),
      count: t("common:count.people", { count: group.people }),
      why: errorReason(group.code, words),
      where: (
        <>
          {group.journey}
          {group.node && ` › ${stepName(placeOf(group), group.node)}`}
          {" ・ "}
          <time dateTime={group.since}>{formatHour(group.since, group.until)}</time>
        </>
      ),
      chosen,
      onChoose: () => onChoose(chosen ? { kind: "errored" } : own),
      acts: onAct && (
        <Button variant="default" size="compact-sm" onClick={() => onAct(own)}>
          {t("groups.act")}
        </Button>
      ),
    };
  });
  return <GroupList title={t("groups.title")} rows={rows} />;
}
