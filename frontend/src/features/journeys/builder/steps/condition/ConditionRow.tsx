import { Checkbox, Group, Paper, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../../document/graph";
import { earlierSends } from "../../document/selectors";
import { useWords } from "../../useWords";
import { fieldLabel } from "../conditionText";
import type { Words } from "../words";
import { LeafFields } from "./LeafFields";
import { RemoveButton } from "./RemoveButton";
import { firstResultField } from "./ResultFields";
import { SUBJECTS, startLeaf, subjectOf, type Test } from "./shape";

type Props = {
  test: Test;
  name: string;
  graph: JourneyGraph;
  at: NodeId | null;
  contactOnly: boolean;
  readOnly: boolean;
  onChange: (test: Test, merge?: string) => void;
  onRemove: (() => void) | undefined;
};

/** One test: what is asked, and of what. */
export function ConditionRow({ test, name, graph, at, contactOnly, readOnly, onChange, onRemove }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const { leaf, negated } = test;
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
          <RemoveButton name={name} onRemove={onRemove} />
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
