import { Alert, Button, Group, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { replyInboxMail } from "@/shared/api/generated/sdk.gen";
import type { InboxMailView } from "@/shared/api/generated/types.gen";
import { notifyDone } from "@/shared/ui/notify";

/** Answers a mail as the contact would; the answer travels as a real mail and counts as a reply. */
export function ReplyForm({ mail, onClose }: { mail: InboxMailView; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const { t: common } = useTranslation();
  const [body, setBody] = useState("");
  const reply = useMutation({
    meta: { quiet: true },
    mutationFn: async () =>
      (await replyInboxMail({ path: { mail_id: mail.id }, body: { body }, throwOnError: true })).data,
    onSuccess: (sent) => {
      notifyDone(t("reply.done", { to: sent.to }));
      onClose();
    },
  });
  return (
    <form
      style={{ padding: "0 20px 12px" }}
      onSubmit={(event) => {
        event.preventDefault();
        reply.mutate();
      }}
    >
      <Stack gap={8}>
        <Textarea
          label={t("reply.label", { from: mail.to })}
          data-autofocus
          autosize
          minRows={3}
          required
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        {reply.error && (
          <Alert color="shu" role="alert">
            {describeError(reply.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {common("action.cancel")}
          </Button>
          <Button type="submit" loading={reply.isPending} disabled={!body.trim()}>
            {t("reply.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
