import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { upsertContact } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { ContactForm } from "../components/ContactForm";
import { changesOf, EMPTY_DRAFT } from "../draft";

export function NewContactPage() {
  const { t } = useTranslation("contacts");
  const navigate = useNavigate();
  const refresh = useRefresh();
  return (
    <Page width="reading">
      <PageHeader title={t("new")} description={t("newText")} back={{ to: "/contacts", label: t("title") }} />
      <ContactForm
        initial={EMPTY_DRAFT}
        submitLabel={t("create")}
        onCancel={() => void navigate({ to: "/contacts" })}
        onSubmit={async (draft) => {
          const body = { ...changesOf(EMPTY_DRAFT, draft), email: draft.email };
          const { data, response } = await upsertContact({ body, throwOnError: true });
          notifyDone(t(response?.status === 200 ? "updated" : "created"));
          await navigate({ to: "/contacts/$contactId", params: { contactId: data.id } });
          await refresh();
        }}
      />
    </Page>
  );
}
