import { Button, NumberInput, SegmentedControl, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { simulateMany } from "../api";
import { durationSeconds } from "../builder/document/duration";
import type { JourneyGraph } from "../builder/document/graph";
import { IssueNote } from "../builder/panels/IssueNote";
import { PanelFrame } from "../builder/panels/PanelFrame";
import { secondsText } from "../builder/steps/durationText";
import { reasonText } from "../builder/steps/exit/summary";
import { useWords } from "../builder/useWords";
import css from "./monitor.module.css";
import { ORDINARY, RateSliders, shares } from "./RateSliders";

type Props = {
  journeyId: string;
  graph: JourneyGraph;
  onPlayed: (crowd: Crowd) => void;
  onClose: (() => void) | null;
};

/** A crowd through the draft by chances: how many come by each step, what they end with, how long it takes. */
export function CrowdPanel({ journeyId, graph, onPlayed, onClose }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const words = useWords(graph);
  const [contacts, setContacts] = useState(1000);
  const [people, setPeople] = useState<"somebody" | "sample">("sample");
  const [rates, setRates] = useState(ORDINARY);
  const playing = useRef<AbortController | null>(null);
  useEffect(() => () => playing.current?.abort(), []);
  const play = useMutation({
    meta: { quiet: true },
    mutationFn: () => {
      playing.current = new AbortController();
      const asked = { graph, contacts, people, rates: shares(rates) };
      return simulateMany(journeyId, asked, playing.current.signal);
    },
    onSuccess: onPlayed,
  });
  const crowd = play.data;
  const length = (iso: string) => secondsText(durationSeconds(iso) ?? 0, words);
  return (
    <PanelFrame title={t("crowd.title")} about={t("crowd.about")} onClose={onClose}>
      <NumberInput
        label={t("crowd.contacts")}
        min={1}
        max={20_000}
        allowDecimal={false}
        thousandSeparator=","
        value={contacts}
        onChange={(value) => setContacts(Math.min(20_000, Math.max(1, Number(value) || 1)))}
      />
      <SegmentedControl
        aria-label={t("crowd.who")}
        value={people}
        data={(["sample", "somebody"] as const).map((value) => ({
          value,
          label: t(`crowd.people.${value}`),
        }))}
        onChange={(value) => setPeople(value as "somebody" | "sample")}
      />
      <RateSliders value={rates} onChange={setRates} />
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        loading={play.isPending}
        onClick={() => play.mutate()}
      >
        {t("crowd.play", { count: contacts })}
      </Button>
      {play.isPending && (
        <Button variant="default" onClick={() => playing.current?.abort()}>
          {t("crowd.giveUp")}
        </Button>
      )}
      {play.error && !playing.current?.signal.aborted && (
        <IssueNote severity="error">{describeError(play.error)}</IssueNote>
      )}
      {crowd && (
        <>
          <dl className={css.numbers} style={{ gridTemplateColumns: "1fr 1fr" }}>
            <Figure name={t("crowd.finished")} value={t("common:count.people", { count: crowd.finished })} />
            <Figure name={t("crowd.mails")} value={t("common:count.mails", { count: crowd.mails })} />
            <Figure name={t("crowd.mean")} value={length(crowd.mean)} />
            <Figure name={t("crowd.longest")} value={length(crowd.longest)} />
            {Object.entries(crowd.ended).map(([reason, count]) => (
              <Figure
                key={reason}
                name={reasonText(reason, words)}
                value={t("common:count.people", { count })}
              />
            ))}
          </dl>
          <Text size="xs" c="dimmed">
            {t("crowd.took", { n: Math.round(crowd.seconds * 100) / 100, count: crowd.people })}
          </Text>
        </>
      )}
    </PanelFrame>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
