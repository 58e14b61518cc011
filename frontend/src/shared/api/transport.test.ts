import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { describeError } from "./describe-error";
import { ApiError } from "./error";
import { apiFetch, setCsrfToken, setSignedOutListener } from "./transport";

const BASE = "http://localhost:3000/api/v1";
const server = setupServer();

beforeAll(() => server.listen());
afterEach(() => {
  server.resetHandlers();
  setCsrfToken(null);
});
afterAll(() => server.close());

function refuse(path: string, status: number, body: object) {
  server.use(http.all(`${BASE}${path}`, () => HttpResponse.json(body, { status })));
}

describe("apiFetch", () => {
  it("sends the CSRF token with changes and keeps it out of reads", async () => {
    const seen: (string | null)[] = [];
    server.use(
      http.all(`${BASE}/contacts`, ({ request }) => {
        seen.push(request.headers.get("X-CSRF-Token"));
        return HttpResponse.json({});
      }),
    );
    setCsrfToken("secret");
    await apiFetch(`${BASE}/contacts`, { method: "POST", body: "{}" });
    await apiFetch(`${BASE}/contacts`);
    expect(seen).toEqual(["secret", null]);
  });

  it("turns a refusal into its code and fields, so that forms can say which field is wrong", async () => {
    refuse("/accounts", 409, {
      error: { code: "email_taken", message: "taken", fields: { email: "a@example.com" } },
    });
    const error = await apiFetch(`${BASE}/accounts`).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ status: 409, code: "email_taken", fields: { email: "a@example.com" } });
    expect(describeError(error)).toBe("このメールアドレスはすでに使われています。");
  });

  it("leads to the sign-in when a session ends under an open page", async () => {
    const signedOut = vi.fn();
    setSignedOutListener(signedOut);
    refuse("/contacts", 401, { error: { code: "unauthorized", message: "", fields: {} } });
    await expect(apiFetch(`${BASE}/contacts`)).rejects.toBeInstanceOf(ApiError);
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it("does not send a wrong password around in circles", async () => {
    const signedOut = vi.fn();
    setSignedOutListener(signedOut);
    refuse("/session", 401, { error: { code: "login_failed", message: "", fields: {} } });
    await expect(apiFetch(`${BASE}/session`, { method: "POST" })).rejects.toMatchObject({
      code: "login_failed",
    });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it("survives an answer that is no JSON, such as a proxy's page", async () => {
    server.use(http.get(`${BASE}/home`, () => new HttpResponse("<html>Bad Gateway</html>", { status: 502 })));
    await expect(apiFetch(`${BASE}/home`)).rejects.toMatchObject({ status: 502, code: "server_error" });
  });

  it("says that the server cannot be reached, and that nothing typed is lost", async () => {
    server.use(http.get(`${BASE}/home`, () => HttpResponse.error()));
    const error = await apiFetch(`${BASE}/home`).catch((refused: unknown) => refused);
    expect(describeError(error)).toContain("入力した内容はこの画面に残っています");
  });
});
