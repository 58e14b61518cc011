import { useTranslation } from "react-i18next";
import { foundIn } from "../reconcile";

/** What a comparison found, in one line; that all was well when it found nothing. */
export function Found({ counts, mended }: { counts: Record<string, unknown>; mended: boolean }) {
  const { t, i18n } = useTranslation("operations");
  const found = foundIn(counts);
  if (found.length === 0) return t("reconcile.well");
  const name = (key: string) =>
    i18n.exists(`operations:result.${key}`) ? t(`result.${key}` as "title") : key;
  const text = found
    .map(([key, count]) => t("reconcile.item", { name: name(key), count }))
    .join(t("reconcile.comma"));
  return mended ? t("reconcile.found", { text }) : text;
}
