import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { chooseLanguage, type Language } from "@/shared/i18n/language";

/** Each language is named in itself, so that it can be found from the other one. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("topbar.language")}
      value={i18n.language === "en" ? "en" : "ja"}
      onChange={(value) => void chooseLanguage(value as Language)}
      data={[
        { value: "ja", label: t("topbar.japanese") },
        { value: "en", label: t("topbar.english") },
      ]}
    />
  );
}
