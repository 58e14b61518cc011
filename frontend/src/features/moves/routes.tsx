import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import { ATTENTION_KINDS, type AttentionKind } from "./answers";

type AttentionSearch = { kind?: AttentionKind; journey?: string; step?: string };

const attentionRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/attention",
  validateSearch: (search: Record<string, unknown>): AttentionSearch => {
    const kind = ATTENTION_KINDS.find((name) => name === search.kind);
    return {
      ...(kind ? { kind } : {}),
      ...(typeof search.journey === "string" ? { journey: search.journey } : {}),
      ...(typeof search.step === "string" ? { step: search.step } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./pages/AttentionPage"), "AttentionPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const movesRoutes = [attentionRoute] as const;
