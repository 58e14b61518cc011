import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";

export function HomePage() {
  const { t } = useTranslation("home");
  return (
    <Page>
      <PageHeader title={t("title")} />
    </Page>
  );
}
