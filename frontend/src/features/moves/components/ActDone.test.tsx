import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import type { ReactNode } from "react";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { renderUi } from "@/test/render";
import { ActDone } from "./ActDone";

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  Link: ({ to, children }: { to: string; children: ReactNode }) => <a href={to}>{children}</a>,
}));
vi.mock("@/shared/access/session", () => ({ useMay: () => true }));

const CANCELLED = {
  id: "op1",
  kind: "shunt",
  status: "cancelled",
  total: 3200,
  done: 1800,
  cancel_requested: true,
  params: { action: "skip" },
  result: { moved: 1800, refused: {} },
  error: null,
  created_at: "2026-12-01T00:00:00Z",
  finished_at: "2026-12-01T00:00:05Z",
};
const server = setupServer(http.get("*/api/v1/operations/op1", () => HttpResponse.json(CANCELLED)));
beforeAll(() => server.listen());
afterAll(() => server.close());

it("does not call done what was cancelled half way, and says how many are as they were", async () => {
  const done = { moved: 0, refused: {}, operation_id: "op1" };
  renderUi(<ActDone action="skip" done={done} onResume={vi.fn()} onClose={vi.fn()} />);
  expect(
    await screen.findByText(/ここまでの1,800人には反映しました。残りの1,400人は元のままです。/),
  ).toBeVisible();
  expect(screen.getByRole("heading", { name: "取り消しました" })).toBeVisible();
  expect(screen.queryByText("待機を飛ばしました")).toBeNull();
});
