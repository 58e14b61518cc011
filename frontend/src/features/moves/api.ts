import { client } from "@/shared/api/generated/client.gen";
import type { ActionDone, ActionPreview, AttentionCount, AttentionKind, AttentionRow } from "./answers";
import { type Draft, orderOf } from "./model";

const BASE = "/api/v1";
const throwOnError = true;

export async function previewAction(draft: Draft, signal?: AbortSignal): Promise<ActionPreview> {
  const body = orderOf(draft);
  const { data } = await client.post({
    url: `${BASE}/enrollments/actions/preview`,
    body,
    signal,
    throwOnError,
  });
  return data as ActionPreview;
}

export async function runAction(draft: Draft, reason: string): Promise<ActionDone> {
  const body = { ...orderOf(draft), reason };
  const { data } = await client.post({ url: `${BASE}/enrollments/actions`, body, throwOnError });
  return data as ActionDone;
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
