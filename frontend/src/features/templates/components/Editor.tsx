import { Alert, Button, Stack, Tabs, Text, Textarea, TextInput } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import type { TemplateView } from "@/shared/api/generated/types.gen";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { usePreview } from "../use-preview";
import { insertField, type Part, sameWording, type Wording } from "../wording";
import classes from "./Editor.module.css";
import { FieldMenu } from "./FieldMenu";
import { Issues } from "./Issues";
import { LeaveQuestion } from "./LeaveQuestion";
import { PreviewPanel } from "./PreviewPanel";
import { TestSend } from "./TestSend";

interface Props {
  title: string;
  aside?: ReactNode;
  saved: Wording;
  saveLabel: string;
  /** Saves, and gives what to do once the page may be left. */
  onSave: (wording: Wording) => Promise<() => Promise<void>>;
  /** The stored template; without it there is nothing to test-send yet. */
  template?: TemplateView;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Writing at the left, the mail with a real person's data at the right. */
export function Editor({ title, aside, saved, saveLabel, onSave, template }: Props) {
  const { t } = useTranslation("templates");
  const readOnly = !useMay("editTemplates");
  const [wording, setWording] = useState(saved);
  const [contactId, setContactId] = useState<string | null>(null);
  const dirty = !sameWording(wording, saved);
  const leaving = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !leaving.current,
    enableBeforeUnload: () => dirty && !leaving.current,
    withResolver: true,
  });
  const preview = usePreview(wording, contactId);
  const issues = preview.data?.issues ?? template?.issues ?? [];
  const broken = issues.some((issue) => issue.severity === "error");
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => onSave(wording),
    onSuccess: async (leave) => {
      leaving.current = true;
      await leave();
    },
  });
  return (
    <Page width="wide">
      <PageHeader
        title={title}
        aside={aside && <Text c="dimmed">{aside}</Text>}
        back={{ to: "/templates", label: t("title") }}
        actions={
          <>
            {template && !readOnly && <TestSend template={template} contactId={contactId} dirty={dirty} />}
            {!readOnly && (
              <Button
                leftSection={<IconDeviceFloppy size={16} />}
                disabled={!dirty || broken || !wording.name.trim() || !wording.subject.trim()}
                loading={save.isPending}
                onClick={() => save.mutate()}
              >
                {saveLabel}
              </Button>
            )}
          </>
        }
      />
      {save.error && (
        <Alert color="shu" role="alert" mb="md">
          {describeError(save.error)}
        </Alert>
      )}
      <div className={classes.columns}>
        <WritingPanel wording={wording} onChange={setWording} readOnly={readOnly}>
          {!broken && <Issues issues={issues} />}
        </WritingPanel>
        <PreviewPanel preview={preview} contactId={contactId} onContact={setContactId} />
      </div>
      <LeaveQuestion blocker={blocker} />
    </Page>
  );
}

interface WritingProps {
  wording: Wording;
  onChange: (wording: Wording) => void;
  readOnly: boolean;
  children: ReactNode;
}

function WritingPanel({ wording, onChange, readOnly, children }: WritingProps) {
  const { t } = useTranslation("templates");
  const last = useRef<{ part: Part; field: Field } | null>(null);
  const [tab, setTab] = useState<string | null>("body");

  const part = (name: Part) => ({
    label: t(`parts.${name}`),
    value: wording[name],
    readOnly,
    onChange: (event: { currentTarget: Field }) =>
      onChange({ ...wording, [name]: event.currentTarget.value }),
    onFocus: (event: { currentTarget: Field }) => {
      last.current = { part: name, field: event.currentTarget };
    },
  });

  function insert(field: string) {
    const target = last.current;
    const name = target?.part ?? (tab === "text_body" ? "text_body" : "body");
    const length = wording[name].length;
    const place = {
      start: target?.field.selectionStart ?? length,
      end: target?.field.selectionEnd ?? length,
    };
    const { text, cursor } = insertField(wording[name], field, place);
    onChange({ ...wording, [name]: text });
    requestAnimationFrame(() => {
      target?.field.focus();
      target?.field.setSelectionRange(cursor, cursor);
    });
  }

  return (
    <Stack gap="md" className={classes.writing}>
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        required
        readOnly={readOnly}
        value={wording.name}
        onChange={(event) => onChange({ ...wording, name: event.currentTarget.value })}
      />
      <TextInput {...part("subject")} required />
      <TextInput {...part("preheader")} description={t("preheaderHint")} />
      <Tabs value={tab} onChange={setTab} className={classes.tabs}>
        {!readOnly && (
          <span className={classes.insert}>
            <FieldMenu onInsert={insert} />
          </span>
        )}
        <Tabs.List>
          <Tabs.Tab value="body">{t("parts.body")}</Tabs.Tab>
          <Tabs.Tab value="text_body">{t("parts.text_body")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="body" pt="sm">
          <Textarea
            {...part("body")}
            label={undefined}
            aria-label={t("parts.body")}
            classNames={{ input: classes.code }}
            spellCheck={false}
          />
        </Tabs.Panel>
        <Tabs.Panel value="text_body" pt="sm">
          <Textarea
            {...part("text_body")}
            label={undefined}
            aria-label={t("parts.text_body")}
            description={t("textHint")}
            classNames={{ input: classes.code }}
          />
        </Tabs.Panel>
      </Tabs>
      {children}
    </Stack>
  );
}
