import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/companies",
  component: lazyRouteComponent(() => import("./pages/CompaniesPage"), "CompaniesPage"),
});

const companyRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/companies/$companyId",
  component: lazyRouteComponent(() => import("./pages/CompanyPage"), "CompanyPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const companiesRoutes = [listRoute, companyRoute] as const;
