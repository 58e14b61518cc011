import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sendReason, useStepNames, useWords } from "@/features/journeys";
import { Refused } from "@/features/operations";
import type { MailsPreview } from "@/shared/api/generated/types.gen";
import { CountList } from "@/shared/ui/CountList";
import { QueryView } from "@/shared/ui/QueryView";
import { placeOf } from "../answers";
import css from "./act.module.css";

/** How many mails it concerns and of which steps, and which will not go, or not yet, and why. */
export function SettlePreview({ query }: { query: UseQueryResult<MailsPreview, unknown> }) {
  return (
    <div className={css.box} role="status" aria-busy={query.isFetching}>
      <QueryView query={query}>{(preview) => <Counts preview={preview} />}</QueryView>
    </div>
  );
}

function Counts({ preview }: { preview: MailsPreview }) {
  const { t } = useTranslation(["moves", "common"]);
  const { mails, places, refused, not_sent: notSent, held } = preview;
  const stepName = useStepNames(places.map(placeOf));
  const words = useWords(null);
  const count = (number: number) => t("common:count.mails", { count: number });
  const dropped = Object.entries(notSent);
  return (
    <>
      <div className={css.big}>{count(mails)}</div>
      <Text size="sm">{t(mails > 0 ? "mails.concerned" : "mails.nothing")}</Text>
      {places.length > 0 && (
        <CountList
          label={t("mails.where")}
          counts={places.map((place) => [
            `${place.journey} › ${stepName(placeOf(place), place.node)}`,
            count(place.mails),
          ])}
        />
      )}
      {dropped.length > 0 && (
        <>
          <Text size="sm" fw={500} mt="xs">
            {t("mails.notSent")}
          </Text>
          <CountList counts={dropped.map(([reason, number]) => [sendReason(reason, words), count(number)])} />
        </>
      )}
      {held > 0 && <CountList counts={[[t("mails.held"), count(held)]]} />}
      <Refused counts={refused} unit="mails" />
    </>
  );
}
