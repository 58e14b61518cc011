import { Anchor, Button, Group } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactPicker } from "@/features/contacts";
import { describeError } from "@/shared/api/describe-error";
import { simulate } from "../../api";
import { DraftNotes } from "../../components/DraftNotes";
import { useShown } from "../../components/useShown";
import { FilmOutcome } from "../../trip/FilmOutcome";
import { TripTimeline } from "../../trip/TripTimeline";
import { QUIET, toServer } from "../behaviour";
import { useBuilder, useBuilderStore } from "../store";
import { useWords } from "../useWords";
import { BehaviourFields } from "./BehaviourFields";
import { IssueNote } from "./IssueNote";
import { PanelFrame } from "./PanelFrame";

type Props = { journeyId: string; onClose: () => void };

/** Plays the draft for one contact on a virtual clock: what would happen, when, and why. Nothing is sent. */
export function SimulatePanel({ journeyId, onClose }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const issues = useBuilder((state) => state.issues);
  const film = useBuilder((state) => state.film);
  const words = useWords(graph);
  const [contact, setContact] = useState<string | null>(null);
  const [startAt, setStartAt] = useState<string | null>(null);
  const [behaviour, setBehaviour] = useState(QUIET);
  const play = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      simulate(journeyId, {
        graph,
        contact,
        behaviour: toServer(graph, behaviour),
        startAt: startAt ? new Date(startAt) : null,
      }),
    onSuccess: (answer) => store.getState().setFilm(answer.film),
    onError: () => store.getState().setFilm(null),
  });
  const answer = useShown<HTMLDivElement>(play.data ?? play.error);
  return (
    <PanelFrame
      title={t("simulate.title")}
      about={t("simulate.about")}
      onClose={() => {
        store.getState().setFilm(null);
        onClose();
      }}
      footer={
        <Button
          fullWidth
          leftSection={<IconPlayerPlay size={16} />}
          loading={play.isPending}
          onClick={() => play.mutate()}
        >
          {t("simulate.play")}
        </Button>
      }
    >
      <DraftNotes
        graph={graph}
        issues={issues}
        mend={
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => store.getState().setPanel({ kind: "issues" })}
          >
            {t("simulate.toIssues")}
          </Anchor>
        }
      />
      <ContactPicker
        placeholder={t("form.samplePerson")}
        label={t("simulate.contact")}
        value={contact}
        onChange={setContact}
      />
      <DateTimePicker
        label={t("simulate.startAt")}
        description={t("simulate.startAtHelp")}
        value={startAt}
        valueFormat={t("simulate.dateFormat")}
        clearable
        size="sm"
        onChange={setStartAt}
      />
      <BehaviourFields graph={graph} value={behaviour} onChange={setBehaviour} />
      <Group gap="md">
        <Anchor component={Link} to={`/journeys/${journeyId}/simulator`} size="sm">
          {t("crowd.open")}
        </Anchor>
        <Anchor component={Link} to={`/journeys/${journeyId}/backtests`} size="sm">
          {t("backtest.open")}
        </Anchor>
      </Group>
      <div ref={answer}>
        {play.isError && <IssueNote severity="error">{describeError(play.error)}</IssueNote>}
        {film && play.data && (
          <>
            <FilmOutcome played={play.data} words={words} />
            <TripTimeline
              steps={film}
              graph={graph}
              words={words}
              timeZone={play.data.zone}
              mails={play.data.mails ?? []}
              onChoose={(id) => store.getState().select([id], false)}
            />
          </>
        )}
      </div>
    </PanelFrame>
  );
}
