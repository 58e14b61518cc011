import { Code, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { useAccount } from "@/shared/access/session";
import { fieldErrors } from "@/shared/api/describe-error";
import { createToken } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { RoleField } from "./fields";

/** Makes a token, then shows its secret this once. Mount it to open it. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const me = useAccount();
  const refresh = useRefresh();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(me?.role ?? "viewer");
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: async () => (await createToken({ body: { name, role }, throwOnError: true })).data,
    onSuccess: () => refresh(),
  });
  if (create.data) return <Secret secret={create.data.secret} onClose={onClose} />;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("tokens.add")}
      onSubmit={() => create.mutate()}
      submitLabel={t("tokens.add")}
      busy={create.isPending}
      error={create.error}
    >
      <TextInput
        label={t("tokens.name")}
        description={t("tokens.nameHint")}
        required
        data-autofocus
        value={name}
        error={fieldErrors(create.error).name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleField value={role} onChange={setRole} highest={me?.role} description={t("tokens.roleHint")} />
    </FormDrawer>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  return (
    <SecretOnce title={t("tokens.created")} warning={t("tokens.once")} secret={secret} onClose={onClose}>
      <Text size="sm" c="dimmed">
        {t("tokens.usage")}
      </Text>
      <Code block>Authorization: Bearer …</Code>
    </SecretOnce>
  );
}
