import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { ReasonField } from "./ReasonField";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** How many are concerned, from when, and how to undo. */
  children: ReactNode;
  /** Repeats what happens: 128人を移動する. */
  confirmLabel: string;
  onConfirm: (reason: string) => Promise<unknown>;
  danger?: boolean;
  /** To be typed before anything irreversible. */
  phrase?: string;
  /** Asks for a reason, which is kept in the history. */
  reason?: "optional" | "required";
}

/** Asked before anything large or irreversible. Stays open, with the reason, when the server refuses. */
export function ConfirmPanel(props: Props) {
  const { opened, onClose, title } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="md">
      {opened && <ConfirmForm {...props} />}
    </Modal>
  );
}

function ConfirmForm({ onClose, children, confirmLabel, onConfirm, danger, phrase, reason }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const blocked = (phrase !== undefined && typed.trim() !== phrase) || (reason === "required" && !why.trim());

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(why.trim());
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked && !busy) void confirm();
      }}
    >
      <Stack gap="md">
        <Text component="div" size="md" lh={1.7}>
          {children}
        </Text>
        {reason && <ReasonField autoFocus required={reason === "required"} value={why} onChange={setWhy} />}
        {phrase !== undefined && (
          <TextInput
            label={t("confirm.type", { phrase })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        {error !== null && (
          <Alert color="shu" role="alert">
            {describeError(error)}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" color={danger ? "shu" : "ai"} disabled={blocked} loading={busy}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
