import type { JourneyGraph } from "../document/graph";
import { reentryShort } from "../panels/settings/ruleText";
import { weekdaysText } from "../steps/wait/summary";
import type { Words } from "../steps/words";

/** What the first card says: how people come in, how often, and when mails may go out. */
export function triggerText(graph: JourneyGraph, words: Words) {
  const { t } = words;
  const window = graph.settings.send_window;
  const quiet = graph.settings.quiet_hours;
  const notes: string[] = [];
  if (window) {
    const days = weekdaysText(window.days, words) || t("weekday.everyDay");
    notes.push(t("trigger.window", { days, from: window.from, to: window.to }));
  } else if (quiet) notes.push(t("trigger.quiet", { from: quiet.from, to: quiet.to }));
  return {
    title: t("trigger.title"),
    summary: [t("trigger.manual"), reentryShort(graph.entry.reentry, words)].join(t("trigger.join")),
    notes,
  };
}
