import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import type { JourneyKind } from "./builder/document/graph";

const KINDS: readonly JourneyKind[] = ["nurture", "reengagement", "sequence"];

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys",
  validateSearch: (search: Record<string, unknown>): { kind?: JourneyKind } => {
    const kind = KINDS.find((name) => name === search.kind);
    return kind ? { kind } : {};
  },
  component: lazyRouteComponent(() => import("./pages/JourneyListPage"), "JourneyListPage"),
});

const newRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/new",
  component: lazyRouteComponent(() => import("./pages/NewJourneyPage"), "NewJourneyPage"),
});

const monitorRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId",
  validateSearch: (search: Record<string, unknown>): { step?: string; enroll?: boolean } => ({
    ...(typeof search.step === "string" ? { step: search.step } : {}),
    ...(search.enroll === true ? { enroll: true } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/MonitorPage"), "MonitorPage"),
});

const builderRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/edit",
  component: lazyRouteComponent(() => import("./pages/BuilderPage"), "BuilderPage"),
});

const versionRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/versions/$number",
  component: lazyRouteComponent(() => import("./pages/VersionPage"), "VersionPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const journeysRoutes = [listRoute, newRoute, monitorRoute, builderRoute, versionRoute] as const;
