import { Button, Group, Paper, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Condition, JourneyGraph, NodeId } from "../../document/graph";
import { earlierSends } from "../../document/selectors";
import { useWords } from "../../useWords";
import { conditionText } from "../conditionText";
import { ConditionRow } from "./ConditionRow";
import { RemoveButton } from "./RemoveButton";
import { conditionOf, type Joiner, type Row, rowsOf, startLeaf } from "./shape";

type Props = {
  /** What this condition decides, for the names of its fields: 「条件1」. */
  name: string;
  condition: Condition;
  graph: JourneyGraph;
  /** The step that asks; mails before it can be asked about. Null for rules of the whole journey. */
  at: NodeId | null;
  readOnly: boolean;
  onChange: (condition: Condition, merge?: string) => void;
  depth?: number;
  /** Only facts about the contact can be asked for: there are no earlier mails. */
  contactOnly?: boolean;
};

/** One joiner and its tests; a group may stand among the tests once, deeper ones are only shown. */
export function ConditionEditor({
  name,
  condition,
  graph,
  at,
  readOnly,
  onChange,
  depth = 0,
  contactOnly = false,
}: Props) {
  const { t } = useTranslation("journeys");
  const { joiner, rows } = rowsOf(condition);
  const write = (nextRows: Row[], merge?: string, nextJoiner: Joiner = joiner) =>
    onChange(conditionOf(nextJoiner, nextRows), merge);
  const nearest = at ? (earlierSends(graph, at).at(-1) ?? null) : null;
  return (
    <Stack gap="xs" role="group" aria-label={name}>
      {rows.length > 1 && (
        <SegmentedControl
          size="xs"
          value={joiner}
          disabled={readOnly}
          aria-label={t("form.joiner")}
          data={[
            { value: "all", label: t("form.all") },
            { value: "any", label: t("form.any") },
          ]}
          onChange={(next) => write(rows, undefined, next as Joiner)}
        />
      )}
      {rows.map((row, index) => {
        const put = (next: Row, merge?: string) =>
          write(
            rows.map((other, i) => (i === index ? next : other)),
            merge && `${index}:${merge}`,
          );
        const takeAway = () => write(rows.filter((_, i) => i !== index));
        const shared = {
          name: t("form.conditionNumber", { n: index + 1 }),
          graph,
          at,
          contactOnly,
          readOnly,
          onRemove: rows.length > 1 && !readOnly ? takeAway : undefined,
        };
        // Tests of a condition have no name of their own.
        const key = index;
        return "group" in row ? (
          <GroupRow
            key={key}
            {...shared}
            condition={row.group}
            depth={depth}
            onChange={(group, merge) => put({ group }, merge)}
          />
        ) : (
          <ConditionRow key={key} {...shared} test={row} onChange={put} />
        );
      })}
      {!readOnly && (
        <Group gap="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              write([...rows, { negated: false, leaf: startLeaf("field:score", null, nearest) }])
            }
          >
            {t("form.addCondition")}
          </Button>
          {depth === 0 && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => write([...rows, { group: newGroup(joiner, nearest) }])}
            >
              {t("form.addGroup")}
            </Button>
          )}
        </Group>
      )}
      {rows.length === 0 && <Text size="sm">{t("condition.unset")}</Text>}
    </Stack>
  );
}

/** A group among the tests. */
function GroupRow({ depth = 0, onRemove, ...props }: Props & { onRemove: (() => void) | undefined }) {
  const { t } = useTranslation("journeys");
  const words = useWords(props.graph);
  return (
    <Paper withBorder p="xs" radius="sm">
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed">
          {t("form.group")}
        </Text>
        <RemoveButton name={props.name} onRemove={onRemove} />
      </Group>
      {depth === 0 && !("not" in props.condition) ? (
        <ConditionEditor {...props} depth={depth + 1} />
      ) : (
        <Text size="sm">{conditionText(props.condition, words)}</Text>
      )}
    </Paper>
  );
}

/** A group joined the other way, else it would say nothing new. */
function newGroup(joiner: Joiner, nearest: NodeId | null): Condition {
  const parts = [startLeaf("field:score", null, nearest), startLeaf("stage_at_least", null, nearest)];
  return joiner === "all" ? { any: parts } : { all: parts };
}
