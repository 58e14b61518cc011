import { Button, Text, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/shared/access/session";
import { fieldErrors } from "@/shared/api/describe-error";
import { sendTestMail } from "@/shared/api/generated/sdk.gen";
import type { TemplateView } from "@/shared/api/generated/types.gen";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { Notice } from "@/shared/ui/Notice";
import { notifyDone } from "@/shared/ui/notify";

interface Props {
  template: TemplateView;
  contactId: string | null;
  dirty: boolean;
}

/** Sends the saved version to one address, with the data of the person in the preview. */
export function TestSend({ template, contactId, dirty }: Props) {
  const { t } = useTranslation("templates");
  const [opened, setOpened] = useState(false);
  const [to, setTo] = useState(useAccount()?.email ?? "");
  const send = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      sendTestMail({
        path: { template_id: template.id },
        body: { to, contact_id: contactId },
        throwOnError: true,
      }),
    onSuccess: () => {
      notifyDone(t("test.done", { to }));
      setOpened(false);
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} />} onClick={() => setOpened(true)}>
        {t("test.action")}
      </Button>
      <FormDrawer
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("test.title")}
        submitLabel={t("test.submit")}
        onSubmit={() => send.mutate()}
        busy={send.isPending}
        error={send.error}
      >
        {dirty && <Notice tone="warning">{t("test.dirty", { version: template.version })}</Notice>}
        <TextInput
          label={t("test.to")}
          type="email"
          required
          data-autofocus
          value={to}
          error={fieldErrors(send.error).to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {t(contactId ? "test.withContact" : "test.withSample")}
        </Text>
      </FormDrawer>
    </>
  );
}
