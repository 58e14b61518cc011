import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import { peopleSearch } from "./model";

const enrollmentRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/enrollments/$enrollmentId",
  component: lazyRouteComponent(() => import("./pages/EnrollmentPage"), "EnrollmentPage"),
});

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/enrollments",
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import("./pages/EnrollmentListPage"), "EnrollmentListPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const enrollmentsRoutes = [enrollmentRoute, listRoute] as const;
