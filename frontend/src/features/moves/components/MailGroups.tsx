import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useStepNames } from "@/features/journeys";
import type { MailGroup } from "@/shared/api/generated/types.gen";
import { formatSpan } from "@/shared/time/format";
import { type AttentionSearch, placeOf } from "../answers";
import { mailGroupsQuery } from "../queries";
import { useDoubtReason } from "../useDoubtReason";
import { GroupList } from "./GroupList";
import { SettleButtons, type Way } from "./SettleButtons";

type Props = {
  search: AttentionSearch;
  /** Narrows the page to a group, or widens it again. */
  onChoose: (search: AttentionSearch) => void;
  /** Settles everything of a group; absent for those who may only look. */
  onSettle: ((search: AttentionSearch, how: Way) => void) | undefined;
};

/** Mails of one step whose fate is unknown for one reason: what one crash left, settled together. */
export function MailGroups({ search, onChoose, onSettle }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const groups = useQuery(mailGroupsQuery).data ?? [];
  const stepName = useStepNames(groups.map(placeOf));
  const reasonOf = useDoubtReason();
  const rows = groups.map((group) => {
    const own = searchOf(group);
    const chosen = search.journey === own.journey && search.step === own.step && search.code === own.code;
    return {
      key: JSON.stringify(own),
      count: t("common:count.mails", { count: group.mails }),
      why: reasonOf(group.code),
      where: (
        <>
          {group.journey} › {stepName(placeOf(group), group.node)}
          {" ・ "}
          <time dateTime={group.first}>{formatSpan(group.first, group.last)}</time>
        </>
      ),
      chosen,
      onChoose: () => onChoose(chosen ? { kind: "unconfirmed" } : own),
      acts: onSettle && (
        <SettleButtons label={(how) => t(`mails.group.${how}`)} onSettle={(how) => onSettle(own, how)} />
      ),
    };
  });
  return <GroupList title={t("mails.groups")} rows={rows} />;
}

const searchOf = ({ journey_id: journey, node: step, code }: MailGroup): AttentionSearch => ({
  kind: "unconfirmed",
  journey,
  step,
  code,
});
