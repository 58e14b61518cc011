/** What the server refused, in its own code; texts are looked up by code (shared/i18n "errors"). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface ErrorBody {
  error?: { code?: unknown; message?: unknown; fields?: unknown };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads `{"error": {code, message, fields}}`; any other body becomes a code made of the status. */
export async function readApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = isRecord(body) ? (body as ErrorBody).error : undefined;
  if (!isRecord(error) || typeof error.code !== "string") {
    return new ApiError(response.status, fallbackCode(response.status), response.statusText);
  }
  const fields = isRecord(error.fields) ? error.fields : {};
  return new ApiError(response.status, error.code, String(error.message ?? ""), fields);
}

function fallbackCode(status: number): string {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 413) return "too_large";
  return status >= 500 ? "server_error" : "bad_request";
}
