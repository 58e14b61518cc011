import { Button, NumberInput, SegmentedControl, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import type { Crowd } from "@/shared/api/generated/types.gen";
import { simulateMany } from "../api";
import type { JourneyGraph } from "../builder/document/graph";
import { IssueNote } from "../builder/panels/IssueNote";
import { PanelFrame } from "../builder/panels/PanelFrame";
import { useWords } from "../builder/useWords";
import { CrowdOutcome } from "./CrowdOutcome";
import { ORDINARY, RateSliders, shares } from "./RateSliders";
import { useShown } from "./useShown";

type Props = {
  journeyId: string;
  graph: JourneyGraph;
  onPlayed: (crowd: Crowd) => void;
  /** What to know about the draft before it is tried. */
  notes: ReactNode;
};

/** A crowd through the draft by chances: how many come by each step, what they end with, how long it takes. */
export function CrowdPanel({ journeyId, graph, onPlayed, notes }: Props) {
  const { t } = useTranslation("journeys");
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
  const answer = useShown<HTMLDivElement>(play.data ?? play.error);
  return (
    <PanelFrame
      title={t("crowd.title")}
      about={t("crowd.about")}
      onClose={null}
      footer={
        <>
          {play.isPending && (
            <Button variant="default" onClick={() => playing.current?.abort()}>
              {t("crowd.giveUp")}
            </Button>
          )}
          <Button
            flex={1}
            leftSection={<IconPlayerPlay size={16} />}
            loading={play.isPending}
            onClick={() => play.mutate()}
          >
            {t("crowd.play", { count: contacts })}
          </Button>
        </>
      }
    >
      {notes}
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
      <Text size="sm" c="dimmed">
        {t(`crowd.peopleHelp.${people}`)}
      </Text>
      <RateSliders value={rates} onChange={setRates} />
      <div ref={answer}>
        {play.error && !playing.current?.signal.aborted && (
          <IssueNote severity="error">{describeError(play.error)}</IssueNote>
        )}
        {play.data && <CrowdOutcome crowd={play.data} words={words} />}
      </div>
    </PanelFrame>
  );
}
