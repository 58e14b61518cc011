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
  validateSearch: (search: Record<string, unknown>): { step?: string; enroll?: boolean; ask?: "resume" } => ({
    ...(typeof search.step === "string" ? { step: search.step } : {}),
    ...(search.enroll === true ? { enroll: true } : {}),
    ...(search.ask === "resume" ? { ask: "resume" } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/MonitorPage"), "MonitorPage"),
});

const builderRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/edit",
  // The version somebody wants back as the draft: asked about beside the draft it would replace.
  validateSearch: (search: Record<string, unknown>): { restore?: number } =>
    Number.isInteger(search.restore) && Number(search.restore) > 0 ? { restore: Number(search.restore) } : {},
  component: lazyRouteComponent(() => import("./pages/BuilderPage"), "BuilderPage"),
});

const simulatorRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/simulator",
  component: lazyRouteComponent(() => import("./pages/SimulatorPage"), "SimulatorPage"),
});

const backtestsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/backtests",
  component: lazyRouteComponent(() => import("./backtest/BacktestsPage"), "BacktestsPage"),
});

const backtestRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/backtests/$backtestId",
  // Whose two ways are shown, by enrollment.
  validateSearch: (search: Record<string, unknown>): { person?: string } =>
    typeof search.person === "string" ? { person: search.person } : {},
  component: lazyRouteComponent(() => import("./backtest/BacktestPage"), "BacktestPage"),
});

const versionsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/versions",
  component: lazyRouteComponent(() => import("./pages/VersionsPage"), "VersionsPage"),
});

const versionRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/journeys/$journeyId/versions/$number",
  // What to hold beside it: the draft, or another version by its number.
  validateSearch: (search: Record<string, unknown>): { with?: "draft" | number } => {
    if (search.with === "draft") return { with: "draft" };
    return Number.isInteger(search.with) && Number(search.with) > 0 ? { with: Number(search.with) } : {};
  },
  component: lazyRouteComponent(() => import("./pages/VersionPage"), "VersionPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const journeysRoutes = [
  listRoute,
  newRoute,
  monitorRoute,
  builderRoute,
  simulatorRoute,
  backtestsRoute,
  backtestRoute,
  versionsRoute,
  versionRoute,
] as const;
