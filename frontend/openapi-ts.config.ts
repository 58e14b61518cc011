import { defineConfig } from "@hey-api/openapi-ts";

/** Set by scripts/generate-client.mjs, which prints the API's description first. */
const input = process.env.TABIJI_OPENAPI ?? "openapi.json";
const output = process.env.TABIJI_CLIENT_OUT ?? "src/shared/api/generated";

export default defineConfig({
  input,
  output: { path: output, module: { extension: "" } },
  plugins: [
    { name: "@hey-api/client-fetch", runtimeConfigPath: "./src/shared/api/config" },
    "@hey-api/typescript",
    "@hey-api/sdk",
    "@tanstack/react-query",
  ],
});
