import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { storedLanguage } from "@/shared/i18n/language";
import ja from "./texts/ja";

/** English arrives when it is chosen; Japanese is always there, also as the fallback. */
const english = {
  type: "backend" as const,
  read(language: string, namespace: string, done: (error: Error | null, texts: object | null) => void) {
    if (language !== "en") return done(null, {});
    import("./texts/en").then(
      (module) => done(null, module.default[namespace as keyof typeof module.default] ?? {}),
      (error: Error) => done(error, null),
    );
  },
};

/** Sets up texts before the first drawing. */
export async function startTexts(language = storedLanguage()): Promise<void> {
  await i18next
    .use(english)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: "ja",
      defaultNS: "common",
      ns: Object.keys(ja),
      resources: { ja },
      partialBundledLanguages: true,
      // Keys hold underscores (field names, error codes); nothing of ours uses contexts.
      contextSeparator: "~",
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
  document.documentElement.lang = language;
}
