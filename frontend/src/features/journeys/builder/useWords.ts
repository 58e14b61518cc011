import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTemplateNames } from "../queries";
import type { JourneyGraph } from "./document/graph";
import { nameOf, portLabel } from "./steps/registry";
import type { Words } from "./steps/words";

/** Texts in the reader's language, with the names of templates and of the steps of this journey. */
export function useWords(graph: JourneyGraph | null): Words {
  const { t } = useTranslation("journeys");
  const templates = useTemplateNames();
  return useMemo(() => wordsFor(graph, t as unknown as Words["t"], templates), [graph, t, templates]);
}

/** The same for any document, with a stable name. */
export function useWordsOf(): (graph: JourneyGraph) => Words {
  const { t } = useTranslation("journeys");
  const templates = useTemplateNames();
  return useCallback((graph) => wordsFor(graph, t as unknown as Words["t"], templates), [t, templates]);
}

export function wordsFor(
  graph: JourneyGraph | null,
  t: Words["t"],
  templates: ReadonlyMap<string, string>,
): Words {
  const words: Words = {
    t,
    templateName: (key) => templates.get(key) ?? key,
    portName: (id, port) => {
      const node = graph?.nodes[id];
      return node ? portLabel(node, port, words) : null;
    },
    stepName: (id) => {
      const node = graph?.nodes[id];
      if (!node) return id;
      if (node.title) return node.title;
      // A mail is called by its mail, and a goto would name the step it leads to, and so on in a circle.
      if (node.type === "send_email") {
        const key = node.template ?? node.variants?.[0]?.template;
        return key ? words.templateName(key) : t("step.send_email.name");
      }
      return node.type === "goto" ? t("step.goto.name") : nameOf(node, words);
    },
  };
  return words;
}
