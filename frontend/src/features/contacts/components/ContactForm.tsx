import {
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError, fieldErrors } from "@/shared/api/describe-error";
import { Notice } from "@/shared/ui/Notice";
import { Section } from "@/shared/ui/Section";
import type { ContactDraft } from "../draft";
import { STAGES } from "../filter";

interface Props {
  initial: ContactDraft;
  submitLabel: string;
  onSubmit: (draft: ContactDraft) => Promise<unknown>;
  onCancel: () => void;
}

/** Beside fields without a hint, the inputs stay on one line. */
const HINT_BELOW: InputWrapperOrder = ["label", "input", "description", "error"];

type InputWrapperOrder = ("label" | "input" | "description" | "error")[];
type TextField = Exclude<keyof ContactDraft, "tags" | "stage" | "score">;

/** All that can be written about a person. Stays as typed when the server refuses. */
export function ContactForm({ initial, submitLabel, onSubmit, onCancel }: Props) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problems = fieldErrors(error);

  const set = (part: Partial<ContactDraft>) => setDraft((before) => ({ ...before, ...part }));
  const text = (name: TextField) => ({
    label: common(`field.${name}`),
    value: draft[name],
    error: problems[name],
    onChange: (event: FormEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      set({ [name]: event.currentTarget.value }),
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await onSubmit(draft);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <Section title={t("form.person")}>
          <Stack gap="md">
            <TextInput {...text("email")} type="email" required />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput {...text("last_name")} />
              <TextInput {...text("first_name")} />
              <TextInput {...text("last_kana")} />
              <TextInput {...text("first_kana")} />
              <TextInput
                {...text("company")}
                description={t("form.companyHint")}
                inputWrapperOrder={HINT_BELOW}
              />
              <TextInput {...text("phone")} type="tel" />
              <TextInput {...text("department")} />
              <TextInput {...text("title")} />
              <TextInput {...text("industry")} />
              <TextInput {...text("prefecture")} />
            </SimpleGrid>
          </Stack>
        </Section>
        <Section title={t("form.marketing")}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={common("field.stage")}
              data={STAGES.map((stage) => ({ value: stage, label: common(`stage.${stage}`) }))}
              value={draft.stage}
              onChange={(stage) => set({ stage: STAGES.find((value) => value === stage) ?? "lead" })}
            />
            <NumberInput
              label={common("field.score")}
              min={-1000}
              max={1000}
              allowDecimal={false}
              value={draft.score}
              error={problems.score}
              onChange={(score) => set({ score: Number(score) || 0 })}
            />
            <TagsInput label={common("field.tags")} value={draft.tags} onChange={(tags) => set({ tags })} />
            <TextInput {...text("source")} />
            <TextInput {...text("consent_on")} type="date" />
            <TextInput {...text("consent_method")} />
          </SimpleGrid>
          <Textarea {...text("memo")} autosize minRows={3} mt="md" />
        </Section>
        {error !== null && <Notice tone="warning">{describeError(error)}</Notice>}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onCancel}>
            {common("action.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
