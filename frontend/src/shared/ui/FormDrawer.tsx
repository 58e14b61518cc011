import { Alert, Button, Drawer, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  onSubmit: () => void;
  submitLabel?: string;
  busy?: boolean;
  disabled?: boolean;
  /** What the server refused; field messages are the fields' own business. */
  error?: unknown;
}

/** A form in a panel at the right; the page stays in sight. */
export function FormDrawer(props: Props) {
  const { opened, onClose, title, children, onSubmit, submitLabel, busy, disabled, error } = props;
  const { t } = useTranslation();
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={420} title={title}>
      {opened && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <Stack gap="md">
            {children}
            {Boolean(error) && (
              <Alert color="shu" role="alert">
                {describeError(error)}
              </Alert>
            )}
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={onClose}>
                {t("action.cancel")}
              </Button>
              <Button type="submit" loading={busy} disabled={disabled}>
                {submitLabel ?? t("action.save")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Drawer>
  );
}
