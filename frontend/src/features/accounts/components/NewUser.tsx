import { PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { fieldErrors } from "@/shared/api/describe-error";
import { createAccount } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { notifyDone } from "@/shared/ui/notify";
import { useRoleOptions } from "../use-role-options";

/** A new person with a first password. Mount it to open it. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const roles = useRoleOptions();
  const refresh = useRefresh();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("marketer");
  const [password, setPassword] = useState("");
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: () => createAccount({ body: { name, email, role, password }, throwOnError: true }),
    onSuccess: async () => {
      notifyDone(t("users.added", { name }));
      onClose();
      await refresh();
    },
  });
  const problems = fieldErrors(create.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("users.add")}
      onSubmit={() => create.mutate()}
      submitLabel={t("users.add")}
      busy={create.isPending}
      error={create.error}
    >
      <TextInput
        label={t("users.name")}
        required
        data-autofocus
        value={name}
        error={problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={common("field.email")}
        type="email"
        required
        autoComplete="off"
        value={email}
        error={problems.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label={t("users.role")}
        data={roles}
        value={role}
        onChange={(value) => setRole(value as Role)}
      />
      <PasswordInput
        label={t("users.firstPassword")}
        description={t("users.passwordHint")}
        required
        autoComplete="new-password"
        value={password}
        error={problems.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
      />
    </FormDrawer>
  );
}
