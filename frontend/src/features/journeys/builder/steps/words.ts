import type { NodeId, PortId } from "../document/graph";

/** What a summary needs to speak: texts, and the names of the things a step points at. */
export type Words = {
  t: (key: string, values?: Record<string, unknown>) => string;
  templateName: (key: string) => string;
  stepName: (id: NodeId) => string;
  listName: (id: string) => string;
  accountName: (id: string) => string;
  journeyName: (id: string) => string;
  /** What a step brought, by its name and its value's; null when the step brings no such thing. */
  resultName: (id: NodeId, name: string) => { label: string; value: (value: string) => string } | null;
  /** What the way out of a step is called on the picture; null when there is only one, or none of that name. */
  portName: (id: NodeId, port: PortId) => string | null;
  /** Whose time dates are told in; the reader's own when absent. */
  timeZone?: string | undefined;
};
