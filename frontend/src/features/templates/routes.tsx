import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/templates",
  component: lazyRouteComponent(() => import("./pages/TemplatesPage"), "TemplatesPage"),
});

const newRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/templates/new",
  component: lazyRouteComponent(() => import("./pages/NewTemplatePage"), "NewTemplatePage"),
});

const templateRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/templates/$templateId",
  component: lazyRouteComponent(() => import("./pages/TemplatePage"), "TemplatePage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const templatesRoutes = [listRoute, newRoute, templateRoute] as const;
