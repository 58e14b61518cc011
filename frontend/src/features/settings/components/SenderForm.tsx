import { TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/shared/api/describe-error";
import { changeSender, createSender } from "@/shared/api/generated/sdk.gen";
import type { SenderView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { notifyDone } from "@/shared/ui/notify";

interface Props {
  /** The sender to change; null for a new one. */
  sender: SenderView | null;
  onClose: () => void;
}

/** A From address, new or changed. Mount it to open it. */
export function SenderForm({ sender, onClose }: Props) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const refresh = useRefresh();
  const [name, setName] = useState(sender?.name ?? "");
  const [email, setEmail] = useState(sender?.email ?? "");
  const [replyTo, setReplyTo] = useState(sender?.reply_to ?? "");
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const body = { name, email, reply_to: replyTo.trim() || null };
      if (sender) await changeSender({ path: { sender_id: sender.id }, body, throwOnError: true });
      else await createSender({ body, throwOnError: true });
    },
    onSuccess: async () => {
      notifyDone(common("state.saved"));
      onClose();
      await refresh();
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(sender ? "senders.edit" : "senders.add")}
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t("senders.name")}
        description={t("senders.nameHint")}
        required
        data-autofocus
        value={name}
        error={problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("senders.email")}
        type="email"
        required
        value={email}
        error={problems.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={t("senders.replyTo")}
        description={t("senders.replyToHint")}
        type="email"
        value={replyTo}
        error={problems.reply_to}
        onChange={(event) => setReplyTo(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
