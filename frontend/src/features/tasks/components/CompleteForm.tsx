import { Alert, Button, Chip, Group, Kbd, Stack, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { type Outcome, outcomesOf } from "../model";

interface Props {
  kind: string;
  outcome: Outcome | null;
  note: string;
  noteField: RefObject<HTMLTextAreaElement | null>;
  busy: boolean;
  error: unknown;
  last: boolean;
  onOutcome: (outcome: Outcome) => void;
  onNote: (note: string) => void;
  onFinish: () => void;
}

/** What came of it, in one key and a note; then the next one. */
export function CompleteForm(props: Props) {
  const { kind, outcome, note, noteField, busy, error, last, onOutcome, onNote, onFinish } = props;
  const { t } = useTranslation("tasks");
  return (
    <Stack gap="sm">
      <Chip.Group value={outcome} onChange={(next) => onOutcome(next as Outcome)}>
        <Group gap={6} role="radiogroup" aria-label={t("complete.outcome")}>
          {outcomesOf(kind).map((name, index) => (
            <Chip key={name} value={name} size="sm">
              {t(`outcome.${name}`)} <Kbd size="xs">{index + 1}</Kbd>
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Textarea
        ref={noteField}
        label={t("complete.note")}
        value={note}
        onChange={(event) => onNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
      />
      {Boolean(error) && (
        <Alert color="shu" role="alert">
          {describeError(error)}
        </Alert>
      )}
      <Group gap="sm">
        <Button
          leftSection={<IconCheck size={16} />}
          disabled={outcome === null}
          loading={busy}
          onClick={onFinish}
        >
          {t(last ? "complete.last" : "complete.next")}
        </Button>
        <Kbd size="xs">Ctrl + Enter</Kbd>
      </Group>
    </Stack>
  );
}
