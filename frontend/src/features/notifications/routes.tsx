import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

interface NotificationSearch {
  unread?: true;
}

const notificationsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/notifications",
  validateSearch: (search: Record<string, unknown>): NotificationSearch => ({
    unread: search.unread === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/NotificationsPage"), "NotificationsPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const notificationsRoutes = [notificationsRoute] as const;
