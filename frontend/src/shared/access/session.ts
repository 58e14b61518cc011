import { queryOptions, useQuery } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/error";
import { apiFetch, setCsrfToken } from "@/shared/api/transport";
import { may, type Permission, type Role } from "./roles";

export interface SessionAccount {
  id: string;
  email: string;
  name: string;
  role: Role;
}

export interface Session {
  account: SessionAccount;
  csrf_token: string;
}

async function readSession(): Promise<Session | null> {
  try {
    const response = await apiFetch("/api/v1/session");
    return remember((await response.json()) as Session);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function remember(session: Session): Session {
  setCsrfToken(session.csrf_token);
  return session;
}

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: readSession,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export async function signIn(email: string, password: string): Promise<Session> {
  const response = await apiFetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return remember((await response.json()) as Session);
}

export async function signOut(): Promise<void> {
  await apiFetch("/api/v1/session", { method: "DELETE" });
  setCsrfToken(null);
}

export function useAccount(): SessionAccount | undefined {
  return useQuery(sessionQuery).data?.account;
}

/** True when the signed-in person may do this. */
export function useMay(permission: Permission): boolean {
  return may(useAccount()?.role, permission);
}
