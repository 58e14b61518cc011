import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";

const brakeRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/brake",
  component: lazyRouteComponent(() => import("./pages/BrakePage"), "BrakePage"),
});

/** The brake is a setting of the whole installation. */
export const brakeSettingsPages = [brakeRoute] as const;
