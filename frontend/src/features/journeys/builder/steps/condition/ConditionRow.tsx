import { ActionIcon, Checkbox, Group, Paper, Select, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../../document/graph";
import { earlierSends } from "../../document/selectors";
import { useWords } from "../../useWords";
import { conditionText, fieldLabel } from "../conditionText";
import type { Words } from "../words";
import { ConditionEditor } from "./ConditionEditor";
import { LeafFields } from "./LeafFields";
import { firstResultField } from "./ResultFields";
import { type Row, SUBJECTS, startLeaf, subjectOf } from "./shape";

type Props = {
  row: Row;
  name: string;
  graph: JourneyGraph;
  at: NodeId | null;
  depth: number;
  contactOnly: boolean;
  readOnly: boolean;
  onChange: (row: Row, merge?: string) => void;
  onRemove: (() => void) | undefined;
};

export function ConditionRow({
  row,
  name,
  graph,
  at,
  depth,
  contactOnly,
  readOnly,
  onChange,
  onRemove,
}: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const removeButton = onRemove && !readOnly && (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t("form.removeCondition", { name })}
      onClick={onRemove}
    >
      <IconTrash size={16} />
    </ActionIcon>
  );
  if ("group" in row) {
    return (
      <Paper withBorder p="xs" radius="sm">
        <Group justify="space-between" mb={4}>
          <Text size="xs" c="dimmed">
            {t("form.group")}
          </Text>
          {removeButton}
        </Group>
        {depth === 0 && !("not" in row.group) ? (
          <ConditionEditor
            name={name}
            condition={row.group}
            graph={graph}
            at={at}
            readOnly={readOnly}
            depth={depth + 1}
            contactOnly={contactOnly}
            onChange={(group, merge) => onChange({ group }, merge)}
          />
        ) : (
          <Text size="sm">{conditionText(row.group, words)}</Text>
        )}
      </Paper>
    );
  }
  const { leaf, negated } = row;
  const firstResult = contactOnly ? null : firstResultField(graph, at, words);
  const nearest = at ? (earlierSends(graph, at).at(-1) ?? null) : null;
  return (
    <Paper withBorder p="xs" radius="sm">
      <Stack gap={8}>
        <Group gap="xs" wrap="nowrap">
          <Select
            flex={1}
            aria-label={t("form.subject", { name })}
            value={subjectOf(leaf)}
            searchable
            disabled={readOnly}
            data={subjects(words, contactOnly, firstResult !== null)}
            onChange={(subject) =>
              subject &&
              onChange({
                negated,
                leaf: startLeaf(subject === "result" ? `result:${firstResult}` : subject, leaf, nearest),
              })
            }
          />
          {removeButton}
        </Group>
        <LeafFields
          leaf={leaf}
          graph={graph}
          at={at}
          readOnly={readOnly}
          onChange={(next, merge) => onChange({ negated, leaf: next }, merge)}
        />
        {!("field" in leaf) && (
          <Checkbox
            size="xs"
            label={t("form.negate")}
            checked={negated}
            disabled={readOnly}
            onChange={(event) => onChange({ leaf, negated: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Paper>
  );
}

function subjects(words: Words, contactOnly: boolean, results: boolean) {
  const label = (subject: string) => {
    const [kind, name = ""] = subject.split(":");
    if (kind === "field") return fieldLabel(name, words);
    return words.t(kind === "engagement" ? `subject.${name}` : `subject.${kind}`);
  };
  const option = (subject: string) => ({ value: subject, label: label(subject) });
  const contact = { group: words.t("subject.groupContact"), items: SUBJECTS.contact.map(option) };
  if (contactOnly) return [contact];
  return [
    contact,
    { group: words.t("subject.groupEngagement"), items: SUBJECTS.engagement.map(option) },
    ...(results ? [{ group: words.t("subject.groupResult"), items: [option("result")] }] : []),
  ];
}
