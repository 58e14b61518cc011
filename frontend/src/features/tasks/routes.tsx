import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import { readSearch, type TaskSearch } from "./filter";

const tasksRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/tasks",
  validateSearch: (search: Record<string, unknown>): TaskSearch => readSearch(search),
  component: lazyRouteComponent(() => import("./pages/TasksPage"), "TasksPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const tasksRoutes = [tasksRoute] as const;
