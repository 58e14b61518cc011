import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { durationSeconds } from "../builder/document/duration";
import { IssueNote } from "../builder/panels/IssueNote";
import { secondsText } from "../builder/steps/durationText";
import type { Words } from "../builder/steps/words";
import type { Simulation } from "../model";
import css from "./trip.module.css";
import { errorReason } from "./tripText";

/** What a film comes to, before it is read step by step: the mails, the time, the end; and that none of it happened. */
export function FilmOutcome({ played, words }: { played: Simulation; words: Words }) {
  const { t } = useTranslation(["journeys", "common"]);
  const { film, finished, truncated, longest } = played;
  const [first, last] = [film[0], film.at(-1)];
  if (!first || !last) return null;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  const numbers = {
    mails: t("common:count.mails", { count: film.filter((step) => step.outcome === "sent").length }),
    time: secondsText(seconds, words),
  };
  const isHalt = last.outcome === "errored";
  return (
    <div className={css.outcome}>
      <h3>{t("simulate.result")}</h3>
      {isHalt ? (
        <IssueNote severity="error">
          {t("simulate.halts", { ...numbers, reason: errorReason(last.detail.code, words) })}
        </IssueNote>
      ) : (
        !truncated && <p>{t(finished ? "simulate.ends" : "simulate.unfinished", numbers)}</p>
      )}
      {longest.duration && (
        <p>
          {t(longest.open_ended ? "simulate.longestOpen" : "simulate.longest")}{" "}
          <b>{secondsText(durationSeconds(longest.duration) ?? 0, words)}</b>
        </p>
      )}
      <Text size="sm" c="dimmed">
        {t("simulate.nothingSent")} {t("simulate.zone", { zone: played.zone })}
        {truncated && ` ${t("simulate.truncated", { count: film.length })}`}
      </Text>
    </div>
  );
}
