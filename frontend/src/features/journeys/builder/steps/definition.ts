import type { Icon } from "@tabler/icons-react";
import type { JourneyGraph, NodeId, NodeOf, PortId, StepKind } from "../document/graph";
import type { Words } from "./words";

/** Colour tokens of the theme: what a kind of step does at a glance, always beside its icon and name. */
export type StepColour = "ai" | "shu" | "fuji" | "moegi" | "yamabuki" | "sumi";

export type StepFormProps<K extends StepKind> = {
  id: NodeId;
  node: NodeOf<K>;
  graph: JourneyGraph;
  readOnly: boolean;
  /** `merge` names the field being typed in, so that a sentence is one entry of the history. */
  onChange: (node: NodeOf<K>, merge?: string) => void;
};

/** Something a step brings that later conditions can ask for. */
export type StepResult = {
  name: string;
  label: string;
  type?: "text" | "number" | "flag";
  /** The values it can have, when they are known. */
  choices?: { value: string; label: string }[];
};

export type StepDefinition<K extends StepKind = StepKind> = {
  kind: K;
  icon: Icon;
  colour: StepColour;
  /** A new step with the most usual settings, all ports open. `sends` are the mails before the place, nearest last. */
  create: (context: { sends: NodeId[] }) => NodeOf<K>;
  summary: (node: NodeOf<K>, words: Words) => string;
  /** What the line out of this port is called; null when there is nothing to tell apart. */
  portLabel: (node: NodeOf<K>, port: PortId, words: Words) => string | null;
  results?: (node: NodeOf<K>, words: Words) => StepResult[];
};
