import { insertAt } from "../document/edits";
import type { StepKind } from "../document/graph";
import { type Refusal, refusalAt, sendsBefore } from "../document/placing";
import { freeId, type Place } from "../document/selectors";
import { definitionOf } from "../steps/registry";
import type { ActionContext } from "./action";

/** Puts a new step of a kind at a place and opens its panel; says why when it cannot stand there. */
export function insertStep(
  { store, wordsOf }: Pick<ActionContext, "store" | "wordsOf">,
  kind: StepKind,
  place: Place,
): Refusal | null {
  const { graph, edit, markFresh, select, say } = store.getState();
  const { t } = wordsOf(graph);
  const refused = refusalAt(graph, kind, place);
  if (refused) {
    say(t(`picker.${refused}`));
    return refused;
  }
  const id = freeId(graph, kind);
  const step = t(`step.${kind}.name`);
  const node = definitionOf(kind).create({ sends: sendsBefore(graph, place) });
  edit(insertAt(place, id, node), { key: "insert", values: { step } });
  markFresh([id]);
  select([id]);
  say(t("said.inserted", { step }));
  return null;
}
