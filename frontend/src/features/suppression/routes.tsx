import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";

const suppressionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/suppression",
  component: lazyRouteComponent(() => import("./pages/SuppressionPage"), "SuppressionPage"),
});

/** Settings pages of this feature. */
export const suppressionSettingsPages = [suppressionRoute] as const;
