import * as sdk from "@/shared/api/generated/sdk.gen";
import type {
  ActionPreview,
  ActionResult,
  AttentionCounts,
  AttentionItem,
  AttentionPlace,
  DeliveriesSettled,
  DeliveriesSettling,
  DeliveryGroup,
  FailureGroup,
  MailFilter,
  MailGroup,
  MailsAsked,
  MailsPreview,
  MailsSettled,
  MailsSettling,
} from "@/shared/api/generated/types.gen";
import type { AttentionKind, AttentionRow } from "./answers";
import { type Draft, orderOf } from "./model";

const throwOnError = true;

export async function previewAction(draft: Draft, signal?: AbortSignal): Promise<ActionPreview> {
  return (await sdk.previewAction({ body: orderOf(draft), signal, throwOnError })).data;
}

export async function runAction(draft: Draft, reason: string): Promise<ActionResult> {
  return (await sdk.actOnEnrollments({ body: { ...orderOf(draft), reason }, throwOnError })).data;
}

/** One page of those who need a person; the server narrows by journey, the page by step. */
export async function readAttention(
  query: { kind: AttentionKind; journey_id?: string; limit?: number },
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const { data } = await sdk.listAttention({ query: { ...query, cursor }, signal, throwOnError });
  return { data: { items: data.items.map(rowOf), next_cursor: data.next_cursor ?? null } };
}

function rowOf(item: AttentionItem): AttentionRow {
  const { error, message } = item;
  return {
    enrollment_id: item.enrollment_id,
    message_id: message?.id ?? null,
    journey: { id: item.journey_id, name: item.journey },
    version: item.version,
    contact: { id: item.contact_id, name: item.name, email: item.email },
    node: message?.node ?? item.node,
    code: message ? message.reason : typeof error?.code === "string" ? error.code : null,
    subject: message?.subject ?? null,
    at: message?.transmitting_at ?? item.failed_at ?? item.due_at ?? item.entered_at,
  };
}

export async function readAttentionCounts(): Promise<AttentionCounts> {
  return (await sdk.countAttention({ throwOnError })).data;
}

/** How many of each kind, by journey and step. */
export async function readPlaces(): Promise<AttentionPlace[]> {
  return (await sdk.listAttentionPlaces({ throwOnError })).data;
}

/** Who failed, by step, reason and hour; the newest first. */
export async function readFailures(journeyId?: string): Promise<FailureGroup[]> {
  const query = journeyId ? { journey_id: journeyId } : {};
  return (await sdk.listFailures({ query, throwOnError })).data;
}

/** Mails to the team and calls that did not arrive, newest first. */
export async function readDeliveries(cursor: string | undefined, signal: AbortSignal) {
  const { data } = await sdk.listFailedDeliveries({ query: { cursor, limit: 200 }, signal, throwOnError });
  return { data: { items: data.items, next_cursor: data.next_cursor ?? null } };
}

export async function readDeliveryGroups(): Promise<DeliveryGroup[]> {
  return (await sdk.listDeliveryGroups({ throwOnError })).data;
}

/** Sends again, or takes off the list; how many it was, and how many were left alone and why. */
export async function settleDeliveries(body: DeliveriesSettling): Promise<DeliveriesSettled> {
  return (await sdk.settleDeliveries({ body, throwOnError })).data;
}

/** What is in doubt, by step and cause. */
export async function readMailGroups(): Promise<MailGroup[]> {
  return (await sdk.listMailGroups({ throwOnError })).data;
}

/** One page of the mails in doubt that a filter finds. */
export async function readMails(filter: MailFilter, cursor: string | undefined, signal: AbortSignal) {
  const { started_between: span, ...narrowed } = filter;
  const [from, to] = span ?? [];
  const times = { ...(from ? { started_from: from } : {}), ...(to ? { started_to: to } : {}) };
  const query = { ...narrowed, ...times, cursor, limit: 200 };
  const { data } = await sdk.listDoubtfulMails({ query, signal, throwOnError });
  return { data: { items: data.items.map(rowOf), next_cursor: data.next_cursor ?? null } };
}

export async function previewSettling(body: MailsAsked, signal: AbortSignal): Promise<MailsPreview> {
  return (await sdk.previewSettling({ body, signal, throwOnError })).data;
}

export async function settleMails(body: MailsSettling): Promise<MailsSettled> {
  return (await sdk.settleMails({ body, throwOnError })).data;
}
