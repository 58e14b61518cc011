import { Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RateSliders } from "../../components/RateSliders";
import { type Behaviour, DELAYS, type Delay, REACTIONS, type Reaction } from "../behaviour";
import type { JourneyGraph, NodeId } from "../document/graph";
import { readingOrder } from "../document/selectors";
import { useWords } from "../useWords";

type Props = { graph: JourneyGraph; value: Behaviour; onChange: (value: Behaviour) => void };

/** How the pretended contact behaves: mail by mail, or by chances; and what people and systems do meanwhile. */
export function BehaviourFields({ graph, value, onChange }: Props) {
  const { t } = useTranslation("journeys");
  return (
    <>
      <SegmentedControl
        aria-label={t("simulate.by.label")}
        value={value.by}
        data={(["choice", "rates"] as const).map((by) => ({ value: by, label: t(`simulate.by.${by}`) }))}
        onChange={(by) => onChange({ ...value, by: by as Behaviour["by"] })}
      />
      {value.by === "rates" ? (
        <RateSliders value={value.rates} onChange={(rates) => onChange({ ...value, rates })} />
      ) : (
        <ReactionFields graph={graph} value={value} onChange={onChange} />
      )}
      <WorkFields graph={graph} value={value} onChange={onChange} />
    </>
  );
}

function ReactionFields({ graph, value, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const sends = readingOrder(graph).filter((id) => graph.nodes[id]?.type === "send_email");
  const change = (id: NodeId, reaction: Reaction, delay: Delay) =>
    onChange({ ...value, reactions: { ...value.reactions, [id]: { reaction, delay } } });
  return (
    <Stack gap="xs">
      {sends.map((id) => {
        const { reaction, delay } = value.reactions[id] ?? { reaction: "nothing", delay: "PT1H" };
        return (
          <Group key={id} gap={8} wrap="nowrap" align="flex-end">
            <Select
              style={{ flex: 1, minWidth: 0 }}
              label={t("simulate.reactionTo", { mail: words.stepName(id) })}
              value={reaction}
              data={REACTIONS.map((name) => ({ value: name, label: t(`simulate.reaction.${name}`) }))}
              onChange={(next) => next && change(id, next as Reaction, delay)}
            />
            {reaction !== "nothing" && reaction !== "refused" && (
              <Select
                w={124}
                aria-label={t("simulate.when", { mail: words.stepName(id) })}
                value={delay}
                data={DELAYS.map((name) => ({ value: name, label: t(`simulate.delay.${name}`) }))}
                onChange={(next) => next && change(id, reaction, next as Delay)}
              />
            )}
          </Group>
        );
      })}
    </Stack>
  );
}

/** Tasks the journey waits for, and calls of other systems. */
function WorkFields({ graph, value, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const work = readingOrder(graph).filter((id) => {
    const node = graph.nodes[id];
    return node?.type === "webhook" || (node?.type === "create_task" && node.hold);
  });
  if (work.length === 0) return null;
  return (
    <Stack gap="xs">
      {work.map((id) => {
        const kind = graph.nodes[id]?.type === "webhook" ? "call" : "task";
        return (
          <Select
            key={id}
            label={t(`simulate.${kind}`, { step: words.stepName(id) })}
            value={value.works[id] === false ? "no" : "yes"}
            data={(["yes", "no"] as const).map((done) => ({
              value: done,
              label: t(`simulate.${kind}Done.${done}`),
            }))}
            onChange={(next) => onChange({ ...value, works: { ...value.works, [id]: next !== "no" } })}
          />
        );
      })}
    </Stack>
  );
}
