import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const listsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/lists",
  component: lazyRouteComponent(() => import("./pages/ListsPage"), "ListsPage"),
});

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/lists/$listId",
  component: lazyRouteComponent(() => import("./pages/ListPage"), "ListPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const listsRoutes = [listsRoute, listRoute] as const;
