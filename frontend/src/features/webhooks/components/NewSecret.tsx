import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createWebhookSecret } from "@/shared/api/generated/sdk.gen";
import type { WebhookSecretMade } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";

/** Asks for a name; the key itself is made by the server. */
export function NewSecret({
  onMade,
  onClose,
}: {
  onMade: (made: WebhookSecretMade) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("webhooks");
  const [name, setName] = useState("");
  const save = useSave(
    async () => {
      onMade((await createWebhookSecret({ body: { name: name.trim() }, throwOnError: true })).data);
    },
    { done: t("made", { name: name.trim() }), onClose },
  );
  return (
    <FormDrawer {...save.form} opened title={t("add")} submitLabel={t("add")} disabled={!name.trim()}>
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        required
        maxLength={100}
        data-autofocus
        value={name}
        error={save.problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
