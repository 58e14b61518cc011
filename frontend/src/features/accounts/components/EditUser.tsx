import { PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { sessionQuery, useAccount } from "@/shared/access/session";
import { fieldErrors } from "@/shared/api/describe-error";
import { changeAccount } from "@/shared/api/generated/sdk.gen";
import type { AccountPatch, AccountView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { notifyDone } from "@/shared/ui/notify";
import { useRoleOptions } from "../use-role-options";

/** Name, role, access and password of one person. Mount it to open it. */
export function EditUser({ user, onClose }: { user: AccountView; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const roles = useRoleOptions();
  const me = useAccount();
  const own = me?.id === user.id;
  const client = useQueryClient();
  const refresh = useRefresh();
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

  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => changeAccount({ path: { account_id: user.id }, body: changes(), throwOnError: true }),
    onSuccess: async () => {
      notifyDone(common("state.saved"));
      onClose();
      if (own) await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await refresh();
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={user.email}
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t("users.name")}
        required
        data-autofocus
        value={name}
        error={problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t("users.role")}
        data={roles}
        value={role}
        onChange={(value) => setRole(value as Role)}
      />
      <Switch
        label={t("users.mayEnter")}
        description={t("users.mayEnterHint")}
        checked={enabled}
        disabled={own}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <PasswordInput
        label={t("users.newPassword")}
        description={t("users.newPasswordHint")}
        autoComplete="new-password"
        value={password}
        error={problems.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
      />
      {own && password && (
        <PasswordInput
          label={t("users.currentPassword")}
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
        />
      )}
    </FormDrawer>
  );
}
