import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeSender, createSender } from "@/shared/api/generated/sdk.gen";
import type { SenderView } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";

interface Props {
  /** The sender to change; null for a new one. */
  sender: SenderView | null;
  onClose: () => void;
}

/** A From address, new or changed. Mount it to open it. */
export function SenderForm({ sender, onClose }: Props) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [name, setName] = useState(sender?.name ?? "");
  const [email, setEmail] = useState(sender?.email ?? "");
  const [replyTo, setReplyTo] = useState(sender?.reply_to ?? "");
  const { form, problems } = useSave(
    async () => {
      const body = { name, email, reply_to: replyTo.trim() || null };
      if (sender) await changeSender({ path: { sender_id: sender.id }, body, throwOnError: true });
      else await createSender({ body, throwOnError: true });
    },
    { done: common("state.saved"), onClose },
  );
  return (
    <FormDrawer opened title={t(sender ? "senders.edit" : "senders.add")} {...form}>
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
