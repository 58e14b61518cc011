import { accountsPublicRoutes, accountsSettingsPages } from "@/features/accounts/routes";
import { auditSettingsPages } from "@/features/audit/routes";
import { brakeSettingsPages } from "@/features/brake/routes";
import { companiesRoutes } from "@/features/companies/routes";
import { contactsRoutes } from "@/features/contacts/routes";
import { enrollmentsRoutes } from "@/features/enrollments/routes";
import { homeRoutes } from "@/features/home/routes";
import { importsRoutes } from "@/features/imports/routes";
import { inboxRoutes } from "@/features/inbox/routes";
import { journeysRoutes } from "@/features/journeys/routes";
import { listsRoutes } from "@/features/lists/routes";
import { movesRoutes } from "@/features/moves/routes";
import { notificationsRoutes } from "@/features/notifications/routes";
import { operationsRoutes, operationsSettingsPages } from "@/features/operations/routes";
import { settingsRoute } from "@/features/settings";
import { settingsPages } from "@/features/settings/routes";
import { suppressionSettingsPages } from "@/features/suppression/routes";
import { tasksRoutes } from "@/features/tasks/routes";
import { templatesRoutes } from "@/features/templates/routes";
import { webhooksSettingsPages } from "@/features/webhooks/routes";

/** Pages anybody may open. */
export const publicRoutes = [...accountsPublicRoutes] as const;

const settingsTree = settingsRoute.addChildren([
  ...settingsPages,
  ...accountsSettingsPages,
  ...webhooksSettingsPages,
  ...suppressionSettingsPages,
  ...brakeSettingsPages,
  ...operationsSettingsPages,
  ...auditSettingsPages,
]);

/** Pages behind the sign-in: one line a feature. */
export const featureRoutes = [
  ...homeRoutes,
  ...journeysRoutes,
  ...enrollmentsRoutes,
  ...movesRoutes,
  ...contactsRoutes,
  ...importsRoutes,
  ...listsRoutes,
  ...companiesRoutes,
  ...tasksRoutes,
  ...notificationsRoutes,
  ...templatesRoutes,
  ...inboxRoutes,
  ...operationsRoutes,
  settingsTree,
] as const;
