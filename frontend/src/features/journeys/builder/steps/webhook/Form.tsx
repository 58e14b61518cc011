import { Group, Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StepFormProps } from "../definition";
import { SecretSelect } from "../fields/NamedSelect";
import { PairsField } from "../fields/PairsField";

export function WebhookForm({ node, readOnly, onChange }: StepFormProps<"webhook">) {
  const { t } = useTranslation("journeys");
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="end">
        <Select
          label={t("form.method")}
          value={node.method ?? "POST"}
          data={["POST", "PUT"]}
          w={96}
          disabled={readOnly}
          onChange={(method) => method && onChange({ ...node, method: method as "POST" | "PUT" })}
        />
        <TextInput
          label={t("form.url")}
          type="url"
          flex={1}
          value={node.url ?? ""}
          placeholder="https://api.example.com/hooks"
          maxLength={2000}
          disabled={readOnly}
          onChange={(event) => onChange({ ...node, url: event.currentTarget.value || null }, "url")}
        />
      </Group>
      <SecretSelect
        label={t("form.secret")}
        description={t("form.secretHelp")}
        value={node.secret ?? null}
        disabled={readOnly}
        onChange={(secret) => onChange({ ...node, secret })}
      />
      <PairsField
        label={t("form.webhookData")}
        description={t("form.webhookDataHelp")}
        nameLabel={t("form.pairItem")}
        valueLabel={t("form.value")}
        value={node.data ?? {}}
        most={20}
        disabled={readOnly}
        onChange={(data, merge) => onChange({ ...node, data }, merge)}
      />
      <PairsField
        label={t("form.webhookTake")}
        description={t("form.webhookTakeHelp")}
        nameLabel={t("form.pairItem")}
        valueLabel={t("form.webhookPath")}
        value={node.take ?? {}}
        most={10}
        disabled={readOnly}
        onChange={(take, merge) => onChange({ ...node, take }, merge)}
      />
      <Text size="xs" c="dimmed" lh={1.7}>
        {t("form.webhookRetry")}
      </Text>
    </>
  );
}
