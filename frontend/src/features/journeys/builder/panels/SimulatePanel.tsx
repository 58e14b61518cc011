import { Anchor, Button, Select, Stack, Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactPicker } from "@/features/contacts";
import { describeError } from "@/shared/api/describe-error";
import { simulate } from "../../api";
import { TripTimeline } from "../../trip/TripTimeline";
import { durationSeconds } from "../document/duration";
import type { JourneyGraph, NodeId } from "../document/graph";
import { readingOrder } from "../document/selectors";
import { secondsText } from "../steps/durationText";
import { useBuilder, useBuilderStore } from "../store";
import { useWords } from "../useWords";
import { IssueNote } from "./IssueNote";
import { PanelFrame } from "./PanelFrame";

/** How the pretended contact treats one mail, as the server takes it. */
const REACTIONS = {
  nothing: {},
  opened: { opened: "PT1H" },
  clicked: { opened: "PT1H", clicked: "PT2H" },
  replied: { opened: "PT1H", replied: "PT4H" },
  bounced: { bounced: "PT1M" },
  refused: { outcome: "refused" },
} as const;
type Reaction = keyof typeof REACTIONS;

type Props = { journeyId: string; timeZone: string; onClose: () => void };

/** Plays the draft for one contact on a virtual clock: what would happen, when, and why. Nothing is sent. */
export function SimulatePanel({ journeyId, timeZone, onClose }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const film = useBuilder((state) => state.film);
  const words = useWords(graph);
  const [contact, setContact] = useState<string | null>(null);
  const [startAt, setStartAt] = useState<string | null>(null);
  const [reactions, setReactions] = useState<Record<NodeId, Reaction>>({});
  const play = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      simulate(journeyId, {
        graph,
        contact,
        sends: behaviourOf(graph, reactions),
        startAt: startAt ? new Date(startAt) : null,
      }),
    onSuccess: (answer) => store.getState().setFilm(answer.film),
    onError: () => store.getState().setFilm(null),
  });
  const longest = play.data?.longest;
  return (
    <PanelFrame
      title={t("simulate.title")}
      about={t("simulate.about")}
      onClose={() => {
        store.getState().setFilm(null);
        onClose();
      }}
    >
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
      <ReactionFields graph={graph} value={reactions} onChange={setReactions} />
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        loading={play.isPending}
        onClick={() => play.mutate()}
      >
        {t("simulate.play")}
      </Button>
      <Anchor component={Link} to={`/journeys/${journeyId}/simulator`} size="sm">
        {t("crowd.open")}
      </Anchor>
      {play.isError && <IssueNote severity="error">{describeError(play.error)}</IssueNote>}
      {longest?.duration && (
        <Text size="sm">
          {t(longest.open_ended ? "simulate.longestOpen" : "simulate.longest")}{" "}
          <b>{secondsText(durationSeconds(longest.duration) ?? 0, words)}</b>
        </Text>
      )}
      {play.data && !play.data.finished && <Text size="sm">{t("simulate.unfinished")}</Text>}
      {film && (
        <TripTimeline
          steps={film}
          graph={graph}
          words={words}
          timeZone={timeZone}
          onChoose={(id) => store.getState().select([id], false)}
        />
      )}
    </PanelFrame>
  );
}

type FieldsProps = {
  graph: JourneyGraph;
  value: Record<NodeId, Reaction>;
  onChange: (value: Record<NodeId, Reaction>) => void;
};

function ReactionFields({ graph, value, onChange }: FieldsProps) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const sends = readingOrder(graph).filter((id) => graph.nodes[id]?.type === "send_email");
  return (
    <Stack gap="xs">
      {sends.map((id) => (
        <Select
          key={id}
          label={t("simulate.reactionTo", { mail: words.stepName(id) })}
          value={value[id] ?? "nothing"}
          data={(Object.keys(REACTIONS) as Reaction[]).map((name) => ({
            value: name,
            label: t(`simulate.reaction.${name}`),
          }))}
          onChange={(next) => next && onChange({ ...value, [id]: next as Reaction })}
        />
      ))}
    </Stack>
  );
}

function behaviourOf(graph: JourneyGraph, reactions: Record<NodeId, Reaction>) {
  const chosen = Object.entries(reactions).filter(([id]) => graph.nodes[id]);
  return Object.fromEntries(chosen.map(([id, name]) => [id, REACTIONS[name]]));
}
