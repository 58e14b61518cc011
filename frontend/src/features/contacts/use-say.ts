import { useTranslation } from "react-i18next";
import type { Say } from "./timeline";

/** Texts of this feature first, then the common ones; another namespace by its prefix. */
export function useSay(): Say {
  const { i18n } = useTranslation();
  const translate = i18n.t as unknown as (key: string, values?: Record<string, unknown>) => string;
  return (key, values) => {
    const candidates = key.includes(":") ? [key] : [`contacts:${key}`, `common:${key}`];
    const found = candidates.find((candidate) => i18n.exists(candidate));
    return found ? translate(found, values) : null;
  };
}
