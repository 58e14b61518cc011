import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const homeRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/HomePage"), "HomePage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const homeRoutes = [homeRoute] as const;
