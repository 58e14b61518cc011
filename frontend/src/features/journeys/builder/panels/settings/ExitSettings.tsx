import { Button, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "../../steps/condition/ConditionEditor";
import { ReasonField } from "../../steps/fields/ReasonField";
import form from "../../steps/form.module.css";
import { useBuilder, useBuilderStore } from "../../store";

/** Conditions that end a trip early, each with the name of its end. */
export function ExitSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const exits = graph.exits;
  const put = (next: typeof exits, merge?: string) =>
    store.getState().edit({ op: "set_exits", exits: next }, { key: "exits" }, merge ?? null);
  return (
    <Stack gap="xs">
      <Text fw={500} size="sm">
        {t("settings.exits")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("settings.exitsHelp")}
      </Text>
      {exits.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: early ends have no name of their own
        <section key={index} className={form.section} aria-label={t("settings.exitNumber", { n: index + 1 })}>
          <Stack gap="xs">
            <ConditionEditor
              name={t("settings.exitNumber", { n: index + 1 })}
              condition={item.when}
              graph={graph}
              at={null}
              readOnly={readOnly}
              onChange={(when, merge) =>
                put(
                  exits.map((other, i) => (i === index ? { ...other, when } : other)),
                  merge && `exit:${index}:${merge}`,
                )
              }
            />
            <ReasonField
              label={t("settings.exitReason")}
              value={item.reason}
              disabled={readOnly}
              onChange={(reason) =>
                put(
                  exits.map((other, i) => (i === index ? { ...other, reason } : other)),
                  `exit:${index}:reason`,
                )
              }
            />
            {!readOnly && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconTrash size={14} />}
                onClick={() => put(exits.filter((_, i) => i !== index))}
              >
                {t("settings.removeExit", { n: index + 1 })}
              </Button>
            )}
          </Stack>
        </section>
      ))}
      {!readOnly && exits.length < 20 && (
        <Button
          variant="light"
          leftSection={<IconPlus size={16} />}
          onClick={() => put([...exits, { when: { stage_at_least: "sql" }, reason: "qualified" }])}
        >
          {t("settings.addExit")}
        </Button>
      )}
    </Stack>
  );
}
