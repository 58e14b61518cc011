import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addSuppression } from "@/shared/api/generated/sdk.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";

/** Stops sending to one address. Mount it to open it. */
export function AddSuppression({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("suppression");
  const { t: common } = useTranslation();
  const [email, setEmail] = useState("");
  const [note, setNote] = useState("");
  const { form, problems } = useSave(() => addSuppression({ body: { email, note }, throwOnError: true }), {
    done: t("added", { email }),
    onClose,
  });
  return (
    <FormDrawer opened title={t("add")} submitLabel={t("addSubmit")} {...form}>
      <TextInput
        label={common("field.email")}
        description={t("addHint")}
        type="email"
        required
        data-autofocus
        value={email}
        error={problems.email}
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
