import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { renderUi } from "@/test/render";
import { SearchDialog } from "./SearchDialog";

const navigate = vi.fn();
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<typeof import("@tanstack/react-router")>()),
  useNavigate: () => navigate,
}));

const signedIn = { role: "admin" };
vi.mock("@/shared/access/session", () => ({ useAccount: () => signedIn }));

const server = setupServer();
const asked: string[] = [];
const MORI = { kind: "contact", id: "1", title: "森 太郎", detail: "株式会社青葉", state: "lead" };

beforeAll(() => server.listen());
beforeEach(() => {
  asked.length = 0;
  navigate.mockReset();
  signedIn.role = "admin";
  server.use(
    http.get("*/api/v1/search", ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("q") ?? "");
      return HttpResponse.json({ items: [MORI] });
    }),
  );
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function open() {
  const onClose = vi.fn();
  renderUi(<SearchDialog opened onClose={onClose} />);
  return { onClose, box: screen.getByRole("combobox") };
}

describe("SearchDialog", () => {
  it("goes to what was found by keyboard alone", async () => {
    const { onClose, box } = open();
    await userEvent.type(box, "もり");
    const found = await screen.findByRole("option", { name: /森 太郎/ });
    expect(box.getAttribute("aria-activedescendant")).toBe(found.id);
    await userEvent.keyboard("{Enter}");
    expect(navigate).toHaveBeenCalledWith({ href: "/contacts/1" });
    expect(onClose).toHaveBeenCalled();
  });

  it("walks down, and from the top to the bottom", async () => {
    const { box } = open();
    await userEvent.type(box, "ジャーニー");
    await screen.findByRole("option", { name: "ジャーニーを作成する" });
    await userEvent.keyboard("{ArrowUp}{Enter}");
    await waitFor(() => expect(navigate).toHaveBeenCalledWith({ href: "/journeys/new" }));
  });

  it("does not open what an earlier word had found when Enter comes before the answer", async () => {
    const { box } = open();
    await userEvent.type(box, "設定{Enter}");
    expect(navigate).not.toHaveBeenCalled();
    await waitFor(() => expect(navigate).toHaveBeenCalledWith({ href: "/contacts/1" }));
  });

  it("asks the server for whole words, not for every letter", async () => {
    const { box } = open();
    await userEvent.type(box, "aoba");
    await screen.findByRole("option", { name: /森 太郎/ });
    expect(asked).toEqual(["aoba"]);
  });

  it("offers a viewer no action that would be refused", async () => {
    signedIn.role = "viewer";
    open();
    await screen.findByRole("option", { name: "ホーム" });
    expect(screen.queryByRole("option", { name: "ジャーニーを作成する" })).toBeNull();
  });

  it("does not take the Enter that ends a Japanese conversion", async () => {
    const { box } = open();
    await userEvent.type(box, "ホーム");
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }));
    expect(navigate).not.toHaveBeenCalled();
  });
});
