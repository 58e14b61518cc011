import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BranchCase } from "../../document/graph";
import { ConditionEditor } from "../condition/ConditionEditor";
import type { StepFormProps } from "../definition";
import { freePort } from "../fields/freePort";
import css from "../form.module.css";

/** Cases are tried from the top; the first that holds is taken. */
export function BranchForm({ id, node, graph, readOnly, onChange }: StepFormProps<"branch">) {
  const { t } = useTranslation("journeys");
  const put = (at: number, change: Partial<BranchCase>, merge?: string) =>
    onChange(
      { ...node, cases: node.cases.map((item, i) => (i === at ? { ...item, ...change } : item)) },
      merge,
    );
  const raise = (at: number) => {
    const cases = [...node.cases];
    const [moved] = cases.splice(at, 1);
    if (moved) cases.splice(at - 1, 0, moved);
    onChange({ ...node, cases });
  };
  const several = node.cases.length > 1;
  return (
    <Stack gap="md">
      {several && (
        <Text size="xs" c="dimmed">
          {t("form.casesHelp")}
        </Text>
      )}
      {node.cases.map((item, index) => {
        const name = item.title || t("form.caseNumber", { n: index + 1 });
        return (
          <section key={item.id} className={css.section} aria-label={name}>
            <Group gap="xs" wrap="nowrap" align="end" mb="xs">
              <TextInput
                flex={1}
                label={t("form.caseTitle", { n: index + 1 })}
                value={item.title ?? ""}
                placeholder={several ? t("form.caseTitlePlaceholder") : t("port.yes")}
                maxLength={200}
                disabled={readOnly}
                onChange={(event) =>
                  put(index, { title: event.currentTarget.value || null }, `title:${item.id}`)
                }
              />
              {several && (
                <>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={t("form.raiseCase", { name })}
                    disabled={readOnly || index === 0}
                    onClick={() => raise(index)}
                  >
                    <IconArrowUp size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={t("form.removeCase", { name })}
                    disabled={readOnly}
                    onClick={() =>
                      onChange({ ...node, cases: node.cases.filter((other) => other.id !== item.id) })
                    }
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </>
              )}
            </Group>
            <ConditionEditor
              name={name}
              condition={item.when}
              graph={graph}
              at={id}
              readOnly={readOnly}
              onChange={(when, merge) => put(index, { when }, merge && `${item.id}:${merge}`)}
            />
          </section>
        );
      })}
      {!readOnly && node.cases.length < 20 && (
        <Button
          variant="light"
          leftSection={<IconPlus size={16} />}
          onClick={() =>
            onChange({
              ...node,
              cases: [
                ...node.cases,
                {
                  id: freePort(node.cases.map((item) => item.id)),
                  when: { field: "score", op: "gte", value: 50 },
                },
              ],
            })
          }
        >
          {t("form.addCase")}
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {t("form.elseHelp")}
      </Text>
    </Stack>
  );
}
