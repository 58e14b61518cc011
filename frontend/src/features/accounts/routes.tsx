import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";
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

const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/users",
  component: lazyRouteComponent(() => import("./pages/UsersPage"), "UsersPage"),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/tokens",
  component: lazyRouteComponent(() => import("./pages/TokensPage"), "TokensPage"),
});

/** The sign-in stands outside the shell. */
export const accountsPublicRoutes = [loginRoute] as const;

/** Users and tokens are settings. */
export const accountsSettingsPages = [usersRoute, tokensRoute] as const;
