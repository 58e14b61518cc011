import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const operationsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/operations",
  component: lazyRouteComponent(() => import("./pages/OperationsPage"), "OperationsPage"),
});

const operationRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/operations/$operationId",
  component: lazyRouteComponent(() => import("./pages/OperationPage"), "OperationPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const operationsRoutes = [operationsRoute, operationRoute] as const;
