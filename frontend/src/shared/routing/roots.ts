import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { sessionQuery } from "@/shared/access/session";

export interface RouterContext {
  queryClient: QueryClient;
}

/** Everything; pages without the rail (sign-in) hang here. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();

/** Everything behind the sign-in, drawn inside the shell; the app gives it its component. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "console",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { next: location.href } });
  },
});
