import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";
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

const reconcileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/reconcile",
  component: lazyRouteComponent(() => import("./pages/ReconcilePage"), "ReconcilePage"),
});

/** The engine's check stands beside the brake: it is about the whole installation. */
export const operationsSettingsPages = [reconcileRoute] as const;

/** Pages of this feature; the app hangs them under the shell. */
export const operationsRoutes = [operationsRoute, operationRoute] as const;
