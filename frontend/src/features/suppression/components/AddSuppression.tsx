import { Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/shared/api/describe-error";
import { addSuppression } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { notifyDone } from "@/shared/ui/notify";

/** Stops sending to one address. Mount it to open it. */
export function AddSuppression({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("suppression");
  const { t: common } = useTranslation();
  const refresh = useRefresh();
  const [email, setEmail] = useState("");
  const [note, setNote] = useState("");
  const add = useMutation({
    meta: { quiet: true },
    mutationFn: () => addSuppression({ body: { email, note }, throwOnError: true }),
    onSuccess: async () => {
      notifyDone(t("added", { email }));
      onClose();
      await refresh();
    },
  });
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("add")}
      onSubmit={() => add.mutate()}
      submitLabel={t("addSubmit")}
      busy={add.isPending}
      error={add.error}
    >
      <TextInput
        label={common("field.email")}
        description={t("addHint")}
        type="email"
        required
        data-autofocus
        value={email}
        error={fieldErrors(add.error).email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Textarea
        label={t("note")}
        placeholder={t("noteExample")}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
