import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";

interface InboxSearch {
  /** Only mails to this address. */
  to?: string;
  /** The mail that is open. */
  mail?: string;
}

const inboxRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/inbox",
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    to: typeof search.to === "string" && search.to ? search.to : undefined,
    mail: typeof search.mail === "string" ? search.mail : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/InboxPage"), "InboxPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const inboxRoutes = [inboxRoute] as const;
