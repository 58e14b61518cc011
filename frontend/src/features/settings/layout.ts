import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

/** The settings' own frame; features hang their settings pages under it. */
export const settingsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/SettingsLayout"), "SettingsLayout"),
});
