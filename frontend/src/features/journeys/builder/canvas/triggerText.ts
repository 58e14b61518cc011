import type { JourneyGraph } from "../document/graph";
import { weekdaysText } from "../steps/wait/summary";
import type { Words } from "../steps/words";

/** What the first card says: how people come in, how often, and when mails may go out. */
export function triggerText(graph: JourneyGraph, words: Words) {
  const { t } = words;
  const window = graph.settings.send_window;
  const notes: string[] = [];
  if (window) {
    const days = weekdaysText(window.days, words) || t("weekday.everyDay");
    notes.push(t("trigger.window", { days, from: window.from, to: window.to }));
  }
  return {
    title: t("trigger.title"),
    summary: [t("trigger.manual"), t(`reentry.${graph.entry.reentry}.short`)].join(t("trigger.join")),
    notes,
  };
}
