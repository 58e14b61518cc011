import type { FilmMail, Held } from "@/shared/api/generated/types.gen";
import type { Counts } from "./builder/document/counts";
import type { JourneyGraph, JourneyKind, NodeId } from "./builder/document/graph";
import type { Issue } from "./builder/issues";

export type JourneyStatus = "draft" | "running" | "paused" | "draining" | "stopped";

export type JourneyRow = {
  id: string;
  name: string;
  kind: JourneyKind;
  status: JourneyStatus;
  archived: boolean;
  live_version: number | null;
  aboard: number;
  /** Of those, who is paused one by one. */
  paused: number;
  draft_dirty: boolean;
  updated_at: string;
};
export type Journey = JourneyRow & {
  draft: JourneyGraph;
  draft_revision: number;
  created_at: string;
  held: Held | null;
  /** Nobody enters any more; of a paused journey, also not after it is resumed. */
  drains: boolean;
};

export type GalleryItem = {
  key: string;
  name: string;
  kind: JourneyKind;
  description: { ja: string; en: string };
  graph: JourneyGraph;
};
export type VersionRow = {
  number: number;
  name: string;
  note: string;
  published_at: string;
  published_by: string | null;
  live: boolean;
  aboard: number;
};
export type Version = VersionRow & { graph: JourneyGraph };
export type Published = { version: number; warnings: Issue[]; operation_id: string | null };
export type Stats = {
  aboard: number;
  waiting: number;
  /** Of those waiting, who is paused one by one. */
  paused?: number;
  ended: number;
  failed: number;
  converted?: number;
  nodes: Counts;
};

/** One step of somebody's trip, lived or simulated: what happened, by which way out it was left, and why. */
export type TripStep = {
  seq: number;
  node: NodeId | null;
  visit: number;
  outcome: string;
  port: string | null;
  detail: Record<string, unknown>;
  at: string;
};
export type Simulation = {
  film: TripStep[];
  truncated: boolean;
  finished: boolean;
  longest: { duration: string | null; open_ended: boolean };
  /** Whose time the journey keeps for this contact. */
  zone: string;
  mails: FilmMail[] | null;
};
