import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/shared/routing/roots";

interface LoginSearch {
  /** Where to go after signing in. */
  next?: string;
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): LoginSearch => ({
    next: typeof search.next === "string" ? search.next : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/LoginPage"), "LoginPage"),
});

/** The sign-in stands outside the shell. */
export const accountsPublicRoutes = [loginRoute] as const;
