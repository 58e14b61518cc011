import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "@/shared/routing/roots";
import { ATTENTION_VIEWS, type AttentionSearch } from "./answers";

const attentionRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/attention",
  validateSearch: (search: Record<string, unknown>): AttentionSearch => {
    const kind = ATTENTION_VIEWS.find((name) => name === search.kind);
    const text = (name: "journey" | "step" | "code" | "since" | "from" | "to") =>
      typeof search[name] === "string" ? { [name]: search[name] } : {};
    return {
      ...(kind ? { kind } : {}),
      ...text("journey"),
      ...text("step"),
      ...text("code"),
      ...text("since"),
      ...text("from"),
      ...text("to"),
    };
  },
  component: lazyRouteComponent(() => import("./pages/AttentionPage"), "AttentionPage"),
});

/** Pages of this feature; the app hangs them under the shell. */
export const movesRoutes = [attentionRoute] as const;
