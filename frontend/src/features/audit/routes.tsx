import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("./pages/AuditPage"), "AuditPage"),
});

/** Settings pages of this feature. */
export const auditSettingsPages = [auditRoute] as const;
