import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SplitArm } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { freePort } from "../fields/freePort";

export function SplitForm({ node, readOnly, onChange }: StepFormProps<"split">) {
  const { t } = useTranslation("journeys");
  const total = node.arms.reduce((sum, arm) => sum + arm.weight, 0);
  const put = (at: number, change: Partial<SplitArm>, merge?: string) =>
    onChange(
      { ...node, arms: node.arms.map((arm, index) => (index === at ? { ...arm, ...change } : arm)) },
      merge,
    );
  return (
    <Stack gap="xs">
      {node.arms.map((arm, index) => {
        const name = arm.title || arm.id.toUpperCase();
        return (
          <Group key={arm.id} gap="xs" wrap="nowrap" align="end">
            <TextInput
              label={index === 0 ? t("form.armName") : undefined}
              aria-label={t("form.armNameOf", { name })}
              value={arm.title ?? ""}
              placeholder={arm.id.toUpperCase()}
              maxLength={200}
              disabled={readOnly}
              onChange={(event) => put(index, { title: event.currentTarget.value || null }, `arm:${arm.id}`)}
            />
            <NumberInput
              label={index === 0 ? t("form.weight") : undefined}
              aria-label={t("form.weightOf", { name })}
              value={arm.weight}
              min={0}
              max={1000}
              allowDecimal={false}
              disabled={readOnly}
              w={90}
              onChange={(weight) => typeof weight === "number" && put(index, { weight }, `weight:${arm.id}`)}
            />
            <Text size="sm" w={44} ta="right" pb={8}>
              {total > 0 ? Math.round((arm.weight / total) * 100) : 0}%
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("form.removeArm", { name })}
              disabled={readOnly || node.arms.length <= 2}
              onClick={() => onChange({ ...node, arms: node.arms.filter((other) => other.id !== arm.id) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <Button
        variant="subtle"
        leftSection={<IconPlus size={16} />}
        disabled={readOnly || node.arms.length >= 20}
        onClick={() => {
          const id = freePort(node.arms.map((arm) => arm.id));
          onChange({ ...node, arms: [...node.arms, { id, weight: node.arms.at(-1)?.weight ?? 50 }] });
        }}
      >
        {t("form.addArm")}
      </Button>
    </Stack>
  );
}
