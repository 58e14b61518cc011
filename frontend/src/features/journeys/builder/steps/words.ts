import type { NodeId } from "../document/graph";

/** What a summary needs to speak: texts, and the names of the things a step points at. */
export type Words = {
  t: (key: string, values?: Record<string, unknown>) => string;
  templateName: (key: string) => string;
  stepName: (id: NodeId) => string;
};
