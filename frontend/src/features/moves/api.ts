import { client } from "@/shared/api/generated/client.gen";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { ActionPreview, ActionResult } from "@/shared/api/generated/types.gen";
import type { AttentionCount, AttentionKind, AttentionRow } from "./answers";
import { type Draft, orderOf } from "./model";

const BASE = "/api/v1";
const throwOnError = true;

export async function previewAction(draft: Draft, signal?: AbortSignal): Promise<ActionPreview> {
  return (await sdk.previewAction({ body: orderOf(draft), signal, throwOnError })).data;
}

export async function runAction(draft: Draft, reason: string): Promise<ActionResult> {
  return (await sdk.actOnEnrollments({ body: { ...orderOf(draft), reason }, throwOnError })).data;
}

export async function readAttention(
  query: { kind: AttentionKind; journey_id?: string; node?: string; limit?: number },
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const { data } = await client.get({
    url: `${BASE}/attention`,
    query: { ...query, cursor },
    signal,
    throwOnError,
  });
  return { data: data as { items: AttentionRow[]; next_cursor: string | null } };
}

export async function readAttentionCounts(): Promise<AttentionCount[]> {
  const { data } = await client.get({ url: `${BASE}/attention/counts`, throwOnError });
  return (data as { items: AttentionCount[] }).items;
}

export async function settleMessage(id: string, how: "resend" | "dismiss", reason: string): Promise<void> {
  await client.post({ url: `${BASE}/messages/${id}/${how}`, body: { reason }, throwOnError });
}
