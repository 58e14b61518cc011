import { type Direction, neighbour } from "../document/selectors";
import { type ActionContext, always, type BuilderAction } from "./action";

/** Arrows follow the graph: up and down along the path, left and right among branches; Shift keeps what was chosen. */
function move({ store, focusStep }: ActionContext, direction: Direction, extend: boolean) {
  const { graph, selection, select, panel } = store.getState();
  const from = selection.at(-1);
  const to = from ? neighbour(graph, from, direction) : graph.entry.node;
  if (!to) return;
  select(extend ? [...selection.filter((id) => id !== to), to] : [to], panel?.kind === "step" && !extend);
  focusStep(to);
}

const arrow = (direction: Direction, key: string): BuilderAction[] => [
  {
    id: direction,
    label: direction,
    keys: [key],
    enabled: always,
    run: (context) => move(context, direction, false),
  },
  {
    id: `${direction}-extend`,
    label: direction,
    keys: [`shift+${key}`],
    enabled: always,
    run: (context) => move(context, direction, true),
  },
];

export const navigationActions: BuilderAction[] = [
  ...arrow("up", "ArrowUp"),
  ...arrow("down", "ArrowDown"),
  ...arrow("left", "ArrowLeft"),
  ...arrow("right", "ArrowRight"),
];
