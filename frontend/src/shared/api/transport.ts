import { ApiError, readApiError } from "./error";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** The token the session answered with; sent along with everything that changes something. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Called when the server no longer knows who is asking. */
export function setSignedOutListener(listener: () => void): void {
  onSignedOut = listener;
}

/** fetch for our own API: adds the CSRF header and turns every refusal into an ApiError. */
export async function apiFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (csrfToken && !SAFE_METHODS.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken);
  const response = await send(request);
  if (response.ok) return response;
  const error = await readApiError(response);
  if (error.status === 401 && !isSessionRequest(request)) onSignedOut();
  throw error;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "The server did not answer");
  }
}

/** Asking for the session and signing in answer 401 as a normal result. */
function isSessionRequest(request: Request): boolean {
  return new URL(request.url).pathname.endsWith("/session");
}
