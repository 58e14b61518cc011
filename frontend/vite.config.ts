import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The API the dev server talks to; `tabiji up` prints its address.
const backend = process.env.TABIJI_URL ?? "http://127.0.0.1:8400";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": backend, "/t": backend, "/u": backend },
  },
  build: { target: "es2023", sourcemap: false, chunkSizeWarningLimit: 700 },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    env: { TZ: "Asia/Tokyo" },
    css: false,
    maxWorkers: 2,
    // A slow machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
