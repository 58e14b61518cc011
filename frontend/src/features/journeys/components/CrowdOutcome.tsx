import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { durationSeconds } from "../builder/document/duration";
import { IssueNote } from "../builder/panels/IssueNote";
import { secondsText } from "../builder/steps/durationText";
import type { Words } from "../builder/steps/words";
import { endReason, errorReason } from "../trip/tripText";
import { halts } from "./crowd";
import css from "./monitor.module.css";

/** What became of a crowd: who came through and how long it took, where others got stuck, and how it ended. */
export function CrowdOutcome({ crowd, words }: { crowd: Crowd; words: Words }) {
  const { t } = useTranslation(["journeys", "common"]);
  const people = (count: number) => t("common:count.people", { count });
  const length = (iso: string) => secondsText(durationSeconds(iso) ?? 0, words);
  const { contacts, finished, errored, longest_possible: possible } = crowd;
  const underWay = contacts - finished - errored;
  const figures: [string, string][] = [
    [t("crowd.finished"), people(finished)],
    [t("crowd.mails"), t("common:count.mails", { count: crowd.mails })],
    ...(errored > 0 ? [[t("crowd.errored"), people(errored)] as [string, string]] : []),
    ...(underWay > 0 ? [[t("crowd.underWay"), people(underWay)] as [string, string]] : []),
    [t("crowd.mean"), length(crowd.mean)],
    [t("crowd.longest"), length(crowd.longest)],
  ];
  const ends = Object.entries(crowd.ended).sort(([, a], [, b]) => b - a);
  return (
    <div className={css.outcome}>
      <Figures figures={figures} />
      {possible.duration && (
        <Text size="sm">
          {t(possible.open_ended ? "crowd.possibleOpen" : "crowd.possible")}{" "}
          <b>{length(possible.duration)}</b>
        </Text>
      )}
      {errored > 0 && (
        <IssueNote severity="error">
          <b>{t("crowd.parked")}</b>
          <ul className={css.halts}>
            {halts(crowd).map(({ node, code, count }) => (
              <li key={`${node} ${code}`}>
                {t("crowd.halt", {
                  step: words.stepName(node),
                  people: people(count),
                  reason: errorReason(code, words),
                })}
              </li>
            ))}
          </ul>
        </IssueNote>
      )}
      {ends.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t("crowd.ends")}
          </Text>
          <Figures figures={ends.map(([reason, count]) => [endReason(reason, words), people(count)])} />
        </>
      )}
      <Text size="xs" c="dimmed">
        {t("crowd.took", { n: Math.round(crowd.seconds * 100) / 100, count: crowd.people })}
      </Text>
    </div>
  );
}

function Figures({ figures }: { figures: [string, string][] }) {
  return (
    <dl className={css.numbers} style={{ gridTemplateColumns: "1fr 1fr" }}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
