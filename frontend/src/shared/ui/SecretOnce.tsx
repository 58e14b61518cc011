import { Alert, Button, Code, CopyButton, Drawer, Group, Stack } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  /** That it is shown this once. */
  warning: string;
  secret: string;
  /** How it is used. */
  children: ReactNode;
  onClose: () => void;
}

/** A secret just made: to be copied now, since nobody can show it again. */
export function SecretOnce({ title, warning, secret, children, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={title}>
      <Stack gap="md">
        <Alert color="yamabuki">{warning}</Alert>
        <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            >
              {t(copied ? "action.copied" : "action.copy")}
            </Button>
          )}
        </CopyButton>
        {children}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("action.close")}</Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
