import type { NodeId } from "./document/graph";
import type { Words } from "./steps/words";

/** One finding of the server's lint: a code the texts translate, on the step (and field) it concerns. */
export type Issue = {
  code: string;
  severity: "error" | "warning";
  node?: NodeId | null;
  field?: string | null;
  params?: Record<string, unknown>;
};

export const errorsOf = (issues: readonly Issue[]) => issues.filter((issue) => issue.severity === "error");

export function issuesByNode(issues: readonly Issue[]): Map<NodeId, Issue[]> {
  const map = new Map<NodeId, Issue[]>();
  for (const issue of issues) if (issue.node) map.set(issue.node, [...(map.get(issue.node) ?? []), issue]);
  return map;
}

/** What is wrong, in words; an unknown code is shown as it is rather than hidden. */
export function issueText(issue: Issue, words: Words): string {
  const key = `issue.${issue.code}`;
  const params = { ...issue.params } as Record<string, unknown>;
  for (const name of ["port", "field", "of", "template", "target"]) params[name] ??= "";
  if (typeof params.of === "string" && params.of) params.of = words.stepName(params.of);
  let named = key;
  if (issue.node && typeof params.port === "string" && issue.code.startsWith("port_")) {
    const name = words.portName(issue.node, params.port);
    // A plain way on has no name on the picture, and its id would mean nothing to anybody.
    if (name === null && issue.code === "port_unconnected") named = "issue.next_unconnected";
    else params.port = name ?? params.port;
  }
  const text = words.t(named, params);
  return text === named ? words.t("issue.unknown", { code: issue.code }) : text;
}
