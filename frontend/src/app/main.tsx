import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTexts } from "./i18n";
import { createQueryClient, Providers } from "./providers";
import { createAppRouter } from "./router";

async function start(): Promise<void> {
  await startTexts();
  const client = createQueryClient();
  const router = createAppRouter(client);
  const place = document.getElementById("root");
  if (!place) throw new Error("no #root in index.html");
  createRoot(place).render(
    <StrictMode>
      <Providers client={client}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

void start();
