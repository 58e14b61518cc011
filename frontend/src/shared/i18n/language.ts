import i18next from "i18next";

export const LANGUAGES = ["ja", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORE = "tabiji.language";

/** The chosen language; Japanese until somebody chooses. */
export function storedLanguage(): Language {
  return localStorage.getItem(STORE) === "en" ? "en" : "ja";
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORE, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
