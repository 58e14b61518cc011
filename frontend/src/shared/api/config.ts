import type { CreateClientConfig } from "./generated/client.gen";
import { apiFetch } from "./transport";

/** Picked up by the generated client when it is created (see openapi-ts.config.ts). */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: globalThis.location?.origin ?? "",
  fetch: apiFetch as typeof fetch,
  throwOnError: true,
});
