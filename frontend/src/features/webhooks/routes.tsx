import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settingsRoute } from "@/features/settings";

const secretsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./pages/WebhookSecretsPage"), "WebhookSecretsPage"),
});

/** The settings' page of signing keys. */
export const webhooksSettingsPages = [secretsRoute] as const;
