import { Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { sessionQuery, useAccount } from "@/shared/access/session";
import { changeAccount } from "@/shared/api/generated/sdk.gen";
import type { AccountPatch, AccountView } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { NameField, PasswordField, RoleField } from "./fields";

/** Name, role, access and password of one person. Mount it to open it. */
export function EditUser({ user, onClose }: { user: AccountView; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const me = useAccount();
  const own = me?.id === user.id;
  const client = useQueryClient();
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState<Role>(user.role);
  const [enabled, setEnabled] = useState(user.disabled_at === null);
  const [password, setPassword] = useState("");
  const [current, setCurrent] = useState("");

  function changes(): AccountPatch {
    const patch: AccountPatch = {};
    if (name.trim() !== user.name) patch.name = name;
    if (role !== user.role) patch.role = role;
    if (enabled !== (user.disabled_at === null)) patch.disabled = !enabled;
    if (password) patch.password = password;
    if (password && own) patch.current_password = current;
    return patch;
  }

  const { form, problems } = useSave(
    () => changeAccount({ path: { account_id: user.id }, body: changes(), throwOnError: true }),
    {
      done: common("state.saved"),
      onClose,
      after: () => (own ? client.invalidateQueries({ queryKey: sessionQuery.queryKey }) : undefined),
    },
  );
  return (
    <FormDrawer opened title={user.email} {...form}>
      <NameField value={name} error={problems.name} onChange={setName} />
      <RoleField value={role} onChange={setRole} />
      <Switch
        label={t("users.mayEnter")}
        description={t("users.mayEnterHint")}
        checked={enabled}
        disabled={own}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <PasswordField
        label={t("users.newPassword")}
        description={t("users.newPasswordHint")}
        autoComplete="new-password"
        value={password}
        error={problems.password}
        onChange={setPassword}
      />
      {own && password && (
        <PasswordField
          label={t("users.currentPassword")}
          autoComplete="current-password"
          required
          value={current}
          onChange={setCurrent}
        />
      )}
    </FormDrawer>
  );
}
