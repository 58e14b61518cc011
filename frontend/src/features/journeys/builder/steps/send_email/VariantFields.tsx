import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconEye, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Variant } from "../../document/graph";
import { freePort } from "../fields/freePort";
import { templateChoices } from "./templateChoices";

type Props = {
  variants: Variant[];
  templates: { key: string; name: string }[];
  readOnly: boolean;
  shown: number;
  onShow: (index: number) => void;
  onChange: (variants: Variant[], merge?: string) => void;
};

/** The mails of an A/B test with their shares; the eye shows one in the preview below. */
export function VariantFields({ variants, templates, readOnly, shown, onShow, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  const put = (at: number, change: Partial<Variant>, merge?: string) =>
    onChange(
      variants.map((variant, index) => (index === at ? { ...variant, ...change } : variant)),
      merge,
    );
  return (
    <Stack gap="xs">
      {variants.map((variant, index) => {
        const name = variant.id.toUpperCase();
        return (
          <Group key={variant.id} gap={6} wrap="nowrap" align="end">
            <Select
              label={t("form.variant", { name })}
              placeholder={t("form.chooseTemplate")}
              value={variant.template}
              searchable
              flex={1}
              disabled={readOnly}
              data={templateChoices(templates, variant.template)}
              onChange={(template) => put(index, { template })}
            />
            <NumberInput
              aria-label={t("form.weightOf", { name })}
              value={variant.weight}
              min={0}
              max={1000}
              allowDecimal={false}
              w={64}
              hideControls
              disabled={readOnly}
              onChange={(weight) =>
                typeof weight === "number" && put(index, { weight }, `weight:${variant.id}`)
              }
            />
            <Text size="xs" w={34} ta="right" pb={9}>
              {total > 0 ? Math.round((variant.weight / total) * 100) : 0}%
            </Text>
            <ActionIcon
              variant={index === shown ? "light" : "subtle"}
              size="lg"
              aria-label={t("form.showVariant", { name })}
              aria-pressed={index === shown}
              onClick={() => onShow(index)}
            >
              <IconEye size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("form.removeVariant", { name })}
              disabled={readOnly || variants.length <= 2}
              onClick={() => onChange(variants.filter((other) => other.id !== variant.id))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      {!readOnly && variants.length < 20 && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange([
              ...variants,
              { id: freePort(variants.map((item) => item.id)), template: null, weight: 50 },
            ])
          }
        >
          {t("form.addVariant")}
        </Button>
      )}
    </Stack>
  );
}
