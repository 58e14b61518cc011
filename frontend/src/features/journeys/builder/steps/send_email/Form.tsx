import { Button, Select, Stack, Switch } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTemplates } from "../../../queries";
import type { SendEmailNode } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { MailPreviewFrame } from "./MailPreviewFrame";
import { templateChoices } from "./templateChoices";
import { VariantFields } from "./VariantFields";

export function SendEmailForm({ node, readOnly, onChange }: StepFormProps<"send_email">) {
  const { t } = useTranslation("journeys");
  const templates = useTemplates();
  const variants = node.variants ?? [];
  const testing = variants.length > 0;
  const [shown, setShown] = useState(0);
  const key = testing ? (variants[shown] ?? variants[0])?.template : node.template;
  const template = templates.find((item) => item.key === key) ?? null;
  return (
    <Stack gap="sm">
      {!testing && (
        <Select
          label={t("form.template")}
          placeholder={t("form.chooseTemplate")}
          value={node.template ?? null}
          searchable
          disabled={readOnly}
          nothingFoundMessage={t("form.noTemplate")}
          data={templateChoices(templates, node.template)}
          onChange={(next) => onChange({ ...node, template: next })}
        />
      )}
      <Switch
        label={t("form.abTest")}
        description={t("form.abTestHelp")}
        checked={testing}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.checked ? startTest(node) : endTest(node))}
      />
      {testing && (
        <VariantFields
          variants={variants}
          templates={templates}
          readOnly={readOnly}
          shown={shown}
          onShow={setShown}
          onChange={(next, merge) => onChange({ ...node, variants: next }, merge)}
        />
      )}
      <Switch
        label={t("form.reply")}
        description={t("form.replyHelp")}
        checked={node.reply ?? false}
        disabled={readOnly}
        onChange={(event) => onChange({ ...node, reply: event.currentTarget.checked })}
      />
      {template && (
        <>
          <MailPreviewFrame templateId={template.id} />
          {!readOnly && (
            <Button
              component={Link}
              to={`/templates/${template.id}`}
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPencil size={14} />}
            >
              {t("form.editTemplate")}
            </Button>
          )}
        </>
      )}
    </Stack>
  );
}

function startTest(node: SendEmailNode): SendEmailNode {
  const template = node.template ?? null;
  return {
    ...node,
    template: null,
    variants: [
      { id: "a", template, weight: 50 },
      { id: "b", template: null, weight: 50 },
    ],
  };
}

function endTest(node: SendEmailNode): SendEmailNode {
  return { ...node, template: node.variants?.[0]?.template ?? null, variants: [] };
}
