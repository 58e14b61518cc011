import { Button, Title, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStepNames } from "@/features/journeys";
import type { MailGroup } from "@/shared/api/generated/types.gen";
import { formatSpan } from "@/shared/time/format";
import { type AttentionSearch, placeOf } from "../answers";
import { mailGroupsQuery } from "../queries";
import { useDoubtReason } from "../useDoubtReason";
import css from "./attention.module.css";
import { SettleButtons, type Way } from "./SettleButtons";

const SHOWN = 6;

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
  const [all, setAll] = useState(false);
  if (groups.length === 0) return null;
  return (
    <section className={css.groups} aria-label={t("mails.groups")}>
      <Title order={2} className={css.groupsTitle}>
        {t("mails.groups")}
      </Title>
      <ul>
        {groups.slice(0, all ? undefined : SHOWN).map((group) => {
          const own = searchOf(group);
          const chosen =
            search.journey === own.journey && search.step === own.step && search.code === own.code;
          return (
            <li key={JSON.stringify(own)} data-chosen={chosen || undefined}>
              <UnstyledButton
                className={css.group}
                aria-pressed={chosen}
                onClick={() => onChoose(chosen ? { kind: "unconfirmed" } : own)}
              >
                <b>{t("common:count.mails", { count: group.mails })}</b>
                <span>
                  {reasonOf(group.code)}
                  <small>
                    {group.journey} › {stepName(placeOf(group), group.node)}
                    {" ・ "}
                    <time dateTime={group.first}>{formatSpan(group.first, group.last)}</time>
                  </small>
                </span>
              </UnstyledButton>
              {onSettle && (
                <SettleButtons
                  label={(how) => t(`mails.group.${how}`)}
                  onSettle={(how) => onSettle(own, how)}
                />
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

const searchOf = ({ journey_id: journey, node: step, code }: MailGroup): AttentionSearch => ({
  kind: "unconfirmed",
  journey,
  step,
  code,
});
