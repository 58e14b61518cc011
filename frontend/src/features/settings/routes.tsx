import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { settingsRoute } from "./layout";

const indexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/organization" });
  },
});

const organizationRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/organization",
  component: lazyRouteComponent(() => import("./pages/OrganizationPage"), "OrganizationPage"),
});

const calendarRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/calendar",
  component: lazyRouteComponent(() => import("./pages/CalendarPage"), "CalendarPage"),
});

const sendersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/senders",
  component: lazyRouteComponent(() => import("./pages/SendersPage"), "SendersPage"),
});

/** Settings pages of this feature; they hang under the settings' frame. */
export const settingsPages = [indexRoute, organizationRoute, calendarRoute, sendersRoute] as const;
