/**
 * The feature's calls, over the generated client. The document's type is the builder's own (`builder/document/graph`):
 * the generated one knows the same JSON twice, once for each direction.
 */
import * as sdk from "@/shared/api/generated/sdk.gen";
import type {
  Carried,
  CarryingRequest,
  Crowd,
  JourneyGraphInput,
  JourneyOutlook,
  PublishPreview,
  PublishRequest,
  RollbackRequest,
  SimulateManyRequest,
  SimulateRequest,
  VersionRename,
} from "@/shared/api/generated/types.gen";
import type { JourneyGraph, JourneyKind } from "./builder/document/graph";
import type { Issue } from "./builder/issues";
import type {
  GalleryItem,
  Journey,
  JourneyRow,
  Published,
  Simulation,
  Stats,
  Version,
  VersionRow,
} from "./model";

const throwOnError = true;
const out = (graph: JourneyGraph) => graph as unknown as JourneyGraphInput;
const at = (id: string) => ({ path: { journey_id: id }, throwOnError }) as const;

/** Reads a cursor-paged list to its end; for lists that are short by nature. */
export async function readAll<T>(
  load: (cursor: string | undefined) => Promise<{ data: { items: T[]; next_cursor: string | null } }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await load(cursor);
    items.push(...data.items);
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined && items.length < 2000);
  return items;
}

export const listJourneys = (): Promise<JourneyRow[]> =>
  readAll((cursor) => sdk.listJourneys({ query: { cursor, limit: 200 }, throwOnError }));

export async function getJourney(id: string): Promise<Journey> {
  return (await sdk.getJourney(at(id))).data as unknown as Journey;
}

export type NewJourney = { name: string; kind: JourneyKind; gallery_key?: string; graph?: JourneyGraph };

export async function createJourney({ graph, ...rest }: NewJourney): Promise<Journey> {
  const body = { ...rest, ...(graph ? { graph: out(graph) } : {}) };
  return (await sdk.createJourney({ body, throwOnError })).data as unknown as Journey;
}

export async function renameJourney(id: string, name: string): Promise<Journey> {
  return (await sdk.renameJourney({ ...at(id), body: { name } })).data as unknown as Journey;
}

export async function archiveJourney(id: string): Promise<void> {
  await sdk.archiveJourney(at(id));
}

export async function listGallery(): Promise<GalleryItem[]> {
  return (await sdk.listGallery({ throwOnError })).data as unknown as GalleryItem[];
}

export async function saveDraft(id: string, revision: number, graph: JourneyGraph) {
  const { data } = await sdk.saveDraft({ ...at(id), body: { revision, graph: out(graph) } });
  return data as { revision: number; issues: Issue[] };
}

export async function lintDraft(id: string): Promise<Issue[]> {
  return (await sdk.lintJourney({ ...at(id), body: {} })).data.issues as Issue[];
}

export async function publish(id: string, body: PublishRequest): Promise<Published> {
  return (await sdk.publishJourney({ ...at(id), body })).data as Published;
}

export async function previewPublishing(
  id: string,
  body: { revision: number } | { version: number },
): Promise<PublishPreview> {
  return (await sdk.previewPublishing({ ...at(id), body })).data;
}

/** Who would go on at once by these choices, by step, and how many mails that makes at most. */
export async function getCarrying(id: string, body: CarryingRequest): Promise<Record<string, Carried>> {
  return (await sdk.outlookOfCarrying({ ...at(id), body })).data.steps;
}

export async function nameVersion(id: string, number: number, body: VersionRename): Promise<void> {
  await sdk.nameVersion({ path: { journey_id: id, number }, body, throwOnError });
}

export async function rollBack(id: string, number: number, body: RollbackRequest): Promise<Published> {
  const path = { journey_id: id, number };
  return (await sdk.rollBackVersion({ path, body, throwOnError })).data as Published;
}

export async function listVersions(id: string): Promise<VersionRow[]> {
  return (await sdk.listVersions(at(id))).data;
}

export async function getVersion(id: string, number: number): Promise<Version> {
  const { data } = await sdk.getVersion({ path: { journey_id: id, number }, throwOnError });
  return data as unknown as Version;
}

/** Takes an old version as the draft, in place of the draft of `revision`. */
export async function restoreVersion(id: string, number: number, revision: number) {
  const { data } = await sdk.restoreVersion({
    path: { journey_id: id, number },
    body: { revision },
    throwOnError,
  });
  return data as unknown as { graph: JourneyGraph; revision: number; issues: Issue[] };
}

export async function getOutlook(id: string): Promise<JourneyOutlook> {
  return (await sdk.getJourneyOutlook(at(id))).data;
}

/** Counts of all versions together, or of one. */
export async function getStats(id: string, version?: number): Promise<Stats> {
  return (await sdk.getJourneyStats({ ...at(id), query: version ? { version } : {} })).data;
}

const CHANGES = { pause: sdk.pauseJourney, stop: sdk.stopJourney };

export async function changeStatus(id: string, verb: keyof typeof CHANGES, reason: string): Promise<void> {
  await CHANGES[verb]({ ...at(id), body: { reason } });
}

type Play = {
  graph: JourneyGraph;
  contact: string | null;
  behaviour: object;
  startAt: Date | null;
};

export async function simulate(
  id: string,
  { graph, contact, behaviour, startAt }: Play,
): Promise<Simulation> {
  const start_at = startAt?.toISOString() ?? null;
  const body = { graph, contact_id: contact, behaviour, start_at, mails: true };
  const { data } = await sdk.simulateJourney({ ...at(id), body: body as unknown as SimulateRequest });
  return data as Simulation;
}

type Crowding = {
  graph: JourneyGraph;
  contacts: number;
  people: "somebody" | "sample";
  /** Between 0 and 1. */
  rates: Record<string, number>;
};

/** Plays the document by chances for many; nothing is sent. */
export async function simulateMany(
  id: string,
  { graph, contacts, people, rates }: Crowding,
  signal: AbortSignal,
): Promise<Crowd> {
  const body = { graph, contacts, people, behaviour: { rates } } as unknown as SimulateManyRequest;
  return (await sdk.simulateMany({ ...at(id), body, signal })).data;
}
