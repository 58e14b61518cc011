import { Checkbox, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { eraseContactMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ContactView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { notifyDone } from "@/shared/ui/notify";

interface Props {
  contact: ContactView;
  opened: boolean;
  onClose: () => void;
}

/** What cannot be undone: the address is typed and a reason given. */
export function EraseContact({ contact, opened, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const [suppress, setSuppress] = useState(false);
  const navigate = useNavigate();
  const refresh = useRefresh();
  const erase = useMutation({ ...eraseContactMutation(), meta: { quiet: true } });
  return (
    <ConfirmPanel
      opened={opened}
      onClose={onClose}
      title={t("erase.title")}
      confirmLabel={t("erase.action")}
      phrase={contact.email}
      reason="required"
      danger
      onConfirm={async (reason) => {
        await erase.mutateAsync({ path: { contact_id: contact.id }, body: { reason, suppress } });
        notifyDone(t("erase.done"));
        await navigate({ to: "/contacts" });
        await refresh();
      }}
    >
      <Text>{t("erase.text")}</Text>
      <Text mt="xs">{t("erase.kept")}</Text>
      <Text mt="xs" size="sm" c="dimmed">
        {t("erase.reasonHint")}
      </Text>
      {contact.suppressed === null && (
        <Checkbox
          mt="md"
          label={t("erase.suppress")}
          checked={suppress}
          onChange={(event) => setSuppress(event.currentTarget.checked)}
        />
      )}
    </ConfirmPanel>
  );
}
