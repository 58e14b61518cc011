import {
  ActionIcon,
  Checkbox,
  Group,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fieldType, SETTABLE, STAGES } from "../../document/fields";
import { useWords } from "../../useWords";
import { fieldLabel } from "../conditionText";
import type { StepFormProps } from "../definition";
import { ListsSelect } from "../fields/NamedSelect";

export function UpdateContactForm({ node, graph, readOnly, onChange }: StepFormProps<"update_contact">) {
  const { t } = useTranslation("journeys");
  const words = useWords(graph);
  const set = node.set ?? {};
  const free = SETTABLE.filter((field) => !(field in set));
  const put = (field: string, value: unknown, merge?: string) =>
    onChange({ ...node, set: { ...set, [field]: value } }, merge);
  return (
    <Stack gap="sm">
      {Object.keys(set).length > 0 && (
        <Text component="div" size="sm" fw={500}>
          {t("form.setFields")}
        </Text>
      )}
      {Object.entries(set).map(([field, value]) => {
        const label = fieldLabel(field, words);
        const { [field]: _gone, ...rest } = set;
        return (
          <Group key={field} gap="xs" wrap="nowrap" align="end">
            {fieldType(field) === "stage" ? (
              <Select
                label={label}
                value={String(value ?? "")}
                disabled={readOnly}
                flex={1}
                data={STAGES.map((stage) => ({ value: stage, label: t(`stage.${stage}`) }))}
                onChange={(stage) => stage && put(field, stage)}
              />
            ) : (
              <TextInput
                label={label}
                type={{ number: "number", date: "date" }[fieldType(field) as string] ?? "text"}
                value={String(value ?? "")}
                disabled={readOnly}
                flex={1}
                maxLength={500}
                onChange={(event) => put(field, typed(field, event.currentTarget.value), `set:${field}`)}
              />
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("form.removeField", { field: label })}
              disabled={readOnly}
              onClick={() => onChange({ ...node, set: rest })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <Select
        label={t("form.addField")}
        leftSection={<IconPlus size={14} />}
        value={null}
        placeholder={t("form.chooseField")}
        searchable
        disabled={readOnly}
        data={free.map((field) => ({ value: field, label: fieldLabel(field, words) }))}
        onChange={(field) => field && put(field, field === "stage" ? "mql" : typed(field, ""))}
      />
      {"stage" in set && (
        <Checkbox
          label={t("form.backward")}
          description={t("form.backwardHelp")}
          checked={node.backward ?? false}
          disabled={readOnly}
          onChange={(event) => onChange({ ...node, backward: event.currentTarget.checked })}
        />
      )}
      <NumberInput
        label={t("form.addScore")}
        description={t("form.addScoreHelp")}
        value={node.add_score ?? 0}
        min={-1000}
        max={1000}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={readOnly}
        w={140}
        onChange={(points) => typeof points === "number" && onChange({ ...node, add_score: points }, "score")}
      />
      <ListsSelect
        label={t("form.addLists")}
        value={node.add_lists ?? []}
        disabled={readOnly}
        onChange={(add_lists) => onChange({ ...node, add_lists })}
      />
      <ListsSelect
        label={t("form.removeLists")}
        value={node.remove_lists ?? []}
        disabled={readOnly}
        onChange={(remove_lists) => onChange({ ...node, remove_lists })}
      />
      <TagsInput
        label={t("form.addTags")}
        value={node.add_tags ?? []}
        disabled={readOnly}
        onChange={(add_tags) => onChange({ ...node, add_tags })}
      />
      <TagsInput
        label={t("form.removeTags")}
        value={node.remove_tags ?? []}
        disabled={readOnly}
        onChange={(remove_tags) => onChange({ ...node, remove_tags })}
      />
    </Stack>
  );
}

function typed(field: string, text: string): unknown {
  if (fieldType(field) === "number") return Number(text) || 0;
  return text === "" && fieldType(field) === "date" ? null : text;
}
