import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import { type ContactSearch, readSearch } from "./filter";

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts",
  validateSearch: (search: Record<string, unknown>): ContactSearch => readSearch(search),
  component: lazyRouteComponent(() => import("./pages/ContactsPage"), "ContactsPage"),
});

const newRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/new",
  component: lazyRouteComponent(() => import("./pages/NewContactPage"), "NewContactPage"),
});

const contactRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/$contactId",
  component: lazyRouteComponent(() => import("./pages/ContactPage"), "ContactPage"),
});

const editRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts/$contactId/edit",
  component: lazyRouteComponent(() => import("./pages/EditContactPage"), "EditContactPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const contactsRoutes = [listRoute, newRoute, contactRoute, editRoute] as const;
