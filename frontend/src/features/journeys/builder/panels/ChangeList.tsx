import { Text, UnstyledButton } from "@mantine/core";
import { IconArrowsSplit2, IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { diffGraphs, isSame, type NodeChange } from "../document/diff";
import type { JourneyGraph, NodeId } from "../document/graph";
import { summaryOf } from "../steps/registry";
import type { Words } from "../steps/words";
import { useWords } from "../useWords";
import css from "./panels.module.css";

const MARKS: Record<NodeChange, { icon: typeof IconPlus; colour: string }> = {
  added: { icon: IconPlus, colour: "var(--moegi)" },
  removed: { icon: IconMinus, colour: "var(--shu)" },
  changed: { icon: IconPencil, colour: "var(--yamabuki)" },
  rewired: { icon: IconArrowsSplit2, colour: "var(--yamabuki)" },
};

function saidOf(graph: JourneyGraph, id: NodeId, words: Words): string {
  const node = graph.nodes[id];
  return node ? summaryOf(node, words) : "";
}

/** What a changed step did and does, when that can be said in a line each. */
function Detail({ was, is }: { was: string; is: string }) {
  return was === is ? null : (
    <small>
      <del>{was}</del> → <ins>{is}</ins>
    </small>
  );
}

type Props = {
  before: JourneyGraph;
  after: JourneyGraph;
  title: string;
  /** Said when both are the same. */
  none: string;
  chosen?: NodeId | null;
  onChoose?: (id: NodeId) => void;
};

/** What becomes different, step by step; the name is no part of it, for it belongs to the journey. */
export function ChangeList({ before, after, title, none, chosen, onChoose }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(after);
  const old = useWords(before);
  const diff = diffGraphs({ ...before, name: after.name }, after);
  if (isSame(diff)) return <Text size="sm">{none}</Text>;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {title}
      </Text>
      <ul className={css.changes}>
        {diff.parts.map((part) => (
          <li key={part} className={css.change}>
            <IconPencil size={16} color="var(--yamabuki)" aria-hidden="true" />
            {t(`publish.part.${part}`)}
          </li>
        ))}
        {[...diff.nodes].map(([id, change]) => {
          const { icon: Mark, colour } = MARKS[change];
          const step = (after.nodes[id] ? words : old).stepName(id);
          const body = (
            <>
              <Mark size={16} color={colour} aria-hidden="true" />
              <span>
                {t(`publish.change.${change}`, { step })}
                {change === "changed" && (
                  <Detail was={saidOf(before, id, old)} is={saidOf(after, id, words)} />
                )}
              </span>
            </>
          );
          return (
            <li key={id}>
              {onChoose ? (
                <UnstyledButton
                  className={css.change}
                  aria-pressed={chosen === id}
                  onClick={() => onChoose(id)}
                >
                  {body}
                </UnstyledButton>
              ) : (
                <span className={css.change}>{body}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
