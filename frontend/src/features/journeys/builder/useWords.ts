import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Names, useNames } from "../names";
import type { JourneyGraph } from "./document/graph";
import { nameOf, portLabel, resultsOf } from "./steps/registry";
import type { Words } from "./steps/words";

/** Texts in the reader's language, with the names of what the steps of this journey point at. */
export function useWords(graph: JourneyGraph | null): Words {
  const { t } = useTranslation("journeys");
  const names = useNames();
  return useMemo(() => wordsFor(graph, t as unknown as Words["t"], names), [graph, t, names]);
}

/** The same for any document, with a stable name. */
export function useWordsOf(): (graph: JourneyGraph) => Words {
  const { t } = useTranslation("journeys");
  const names = useNames();
  return useCallback((graph) => wordsFor(graph, t as unknown as Words["t"], names), [t, names]);
}

export function wordsFor(graph: JourneyGraph | null, t: Words["t"], names: Partial<Names> = {}): Words {
  const named = (kind: keyof Names) => (id: string) => names[kind]?.get(id) ?? id;
  const words: Words = {
    t,
    templateName: named("templates"),
    listName: named("lists"),
    accountName: named("accounts"),
    journeyName: named("journeys"),
    resultName: (id, name) => {
      const node = graph?.nodes[id];
      const result = node && resultsOf(node, words).find((one) => one.name === name);
      if (!result) return null;
      const value = (text: string) => result.choices?.find((one) => one.value === text)?.label ?? text;
      return { label: result.label, value };
    },
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
