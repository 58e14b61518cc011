import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const startRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/import",
  component: lazyRouteComponent(() => import("./pages/ImportStartPage"), "ImportStartPage"),
});

const importRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/import/$importId",
  component: lazyRouteComponent(() => import("./pages/ImportPage"), "ImportPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const importsRoutes = [startRoute, importRoute] as const;
