import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { getContactOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { changeContact } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { ContactForm } from "../components/ContactForm";
import { changesOf, draftOf } from "../draft";
import { fullName } from "../name";

export function EditContactPage() {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const { contactId } = useParams({ from: "/console/contacts/$contactId/edit" });
  const query = useQuery(getContactOptions({ path: { contact_id: contactId } }));
  const navigate = useNavigate();
  const refresh = useRefresh();
  const leave = () => navigate({ to: "/contacts/$contactId", params: { contactId } });
  return (
    <Page width="reading">
      <PageHeader
        title={t("edit", { name: query.data ? fullName(query.data) : "" })}
        back={{ to: `/contacts/${contactId}`, label: t("backToContact") }}
      />
      <QueryView query={query}>
        {(contact) => (
          <ContactForm
            initial={draftOf(contact)}
            submitLabel={common("action.save")}
            onCancel={() => void leave()}
            onSubmit={async (draft) => {
              const body = changesOf(draftOf(contact), draft);
              await changeContact({ path: { contact_id: contactId }, body, throwOnError: true });
              notifyDone(common("state.saved"));
              await leave();
              await refresh();
            }}
          />
        )}
      </QueryView>
    </Page>
  );
}
