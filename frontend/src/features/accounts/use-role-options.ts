import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";

const ORDER: Role[] = ["admin", "marketer", "rep", "viewer"];

/** Roles for a select, strongest first; up to and including `highest`. */
export function useRoleOptions(highest: Role = "admin"): { value: Role; label: string }[] {
  const { t } = useTranslation();
  return ORDER.slice(ORDER.indexOf(highest)).map((role) => ({ value: role, label: t(`role.${role}`) }));
}
