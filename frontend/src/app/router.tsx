import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { sessionQuery } from "@/shared/access/session";
import { setSignedOutListener } from "@/shared/api/transport";
import { consoleRoute, rootRoute } from "@/shared/routing/roots";
import { ErrorState } from "@/shared/ui/ErrorState";
import { NotFound } from "@/shared/ui/NotFound";
import { featureRoutes, publicRoutes } from "./routes";
import { Shell } from "./shell/Shell";

consoleRoute.update({ component: Shell });

const routeTree = rootRoute.addChildren([...publicRoutes, consoleRoute.addChildren(featureRoutes)]);

function build(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
    defaultNotFoundComponent: NotFound,
  });
}

/** The page's router. A session that ended sends to the sign-in and back to the same place afterwards. */
export function createAppRouter(queryClient: QueryClient) {
  const router = build(queryClient);
  setSignedOutListener(() => {
    queryClient.setQueryData(sessionQuery.queryKey, null);
    const next = router.state.location.href;
    if (router.state.location.pathname !== "/login") void router.navigate({ to: "/login", search: { next } });
  });
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof build>;
  }
}
