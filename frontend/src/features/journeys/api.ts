import { apiFetch } from "@/shared/api/transport";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request to our own API; refusals come as ApiError. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await apiFetch(`/api/v1${path}`, init);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}
