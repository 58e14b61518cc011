import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { createAccount } from "@/shared/api/generated/sdk.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { NameField, PasswordField, RoleField } from "./fields";

/** A new person with a first password. Mount it to open it. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("marketer");
  const [password, setPassword] = useState("");
  const { form, problems } = useSave(
    () => createAccount({ body: { name, email, role, password }, throwOnError: true }),
    { done: t("users.added", { name }), onClose },
  );
  return (
    <FormDrawer opened title={t("users.add")} submitLabel={t("users.add")} {...form}>
      <NameField value={name} error={problems.name} onChange={setName} />
      <TextInput
        label={common("field.email")}
        type="email"
        required
        autoComplete="off"
        value={email}
        error={problems.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RoleField value={role} onChange={setRole} />
      <PasswordField
        label={t("users.firstPassword")}
        description={t("users.passwordHint")}
        required
        autoComplete="new-password"
        value={password}
        error={problems.password}
        onChange={setPassword}
      />
    </FormDrawer>
  );
}
