import { PasswordInput, type PasswordInputProps, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { useRoleOptions } from "../use-role-options";

interface NameProps {
  value: string;
  error?: string;
  onChange: (name: string) => void;
}

/** What a person is called; the first field of a form. */
export function NameField({ value, error, onChange }: NameProps) {
  const { t } = useTranslation("accounts");
  return (
    <TextInput
      label={t("users.name")}
      required
      data-autofocus
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface RoleProps {
  value: Role;
  onChange: (role: Role) => void;
  /** The strongest role on offer. */
  highest?: Role;
  description?: string;
}

export function RoleField({ value, onChange, highest, description }: RoleProps) {
  const { t } = useTranslation("accounts");
  const roles = useRoleOptions(highest);
  return (
    <Select
      label={t("users.role")}
      description={description}
      data={roles}
      value={value}
      allowDeselect={false}
      onChange={(role) => role && onChange(role as Role)}
    />
  );
}

type PasswordProps = Omit<PasswordInputProps, "onChange"> & { onChange: (password: string) => void };

/** A password that can be looked at. */
export function PasswordField({ onChange, ...rest }: PasswordProps) {
  const { t } = useTranslation("accounts");
  return (
    <PasswordInput
      {...rest}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
    />
  );
}
