import { Button, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPencil, IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactTasks } from "@/features/tasks";
import { useMay } from "@/shared/access/session";
import { getContactOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ContactView } from "@/shared/api/generated/types.gen";
import { Notice } from "@/shared/ui/Notice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { StageBadge } from "@/shared/ui/StageBadge";
import { ContactFacts } from "../components/ContactFacts";
import { DeleteContact } from "../components/DeleteContact";
import { EnrollContacts } from "../components/EnrollContacts";
import { History } from "../components/History";
import { Timeline } from "../components/Timeline";
import { fullName } from "../name";
import classes from "./ContactPage.module.css";

export function ContactPage() {
  const { contactId } = useParams({ from: "/console/contacts/$contactId" });
  const query = useQuery(getContactOptions({ path: { contact_id: contactId } }));
  return <Page>{<QueryView query={query}>{(contact) => <Contact contact={contact} />}</QueryView>}</Page>;
}

function Contact({ contact }: { contact: ContactView }) {
  const { t, i18n } = useTranslation("contacts");
  const reason = `suppressed.reason.${contact.suppressed}`;
  return (
    <>
      <PageHeader
        title={fullName(contact)}
        aside={<StageBadge stage={contact.stage} />}
        description={[contact.company?.name, contact.department, contact.title].filter(Boolean).join(" ")}
        back={{ to: "/contacts", label: t("title") }}
        actions={<Actions contact={contact} />}
      />
      {contact.suppressed && (
        <Notice tone="warning">
          {t("suppressed.text", {
            reason: i18n.exists(reason, { ns: "contacts" }) ? t(reason as "title") : contact.suppressed,
          })}
        </Notice>
      )}
      <div className={classes.columns}>
        <Stack gap="lg">
          <Section title={t("facts")}>
            <ContactFacts contact={contact} />
          </Section>
          <ContactTasks contactId={contact.id} />
          {contact.memo && (
            <Section title={t("memo")}>
              <Text size="sm" style={{ whiteSpace: "pre-wrap" }} lh={1.7}>
                {contact.memo}
              </Text>
            </Section>
          )}
        </Stack>
        <Past contactId={contact.id} />
      </div>
    </>
  );
}

/** What happened, or only what was changed. */
function Past({ contactId }: { contactId: string }) {
  const { t } = useTranslation("contacts");
  const [shown, setShown] = useState<"story" | "changes">("story");
  return (
    <Section
      title={t("timeline.title")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("timeline.title")}
          value={shown}
          data={[
            { value: "story", label: t("history.story") },
            { value: "changes", label: t("history.title") },
          ]}
          onChange={(value) => setShown(value === "changes" ? "changes" : "story")}
        />
      }
    >
      {shown === "story" ? <Timeline contactId={contactId} /> : <History contactId={contactId} />}
    </Section>
  );
}

function Actions({ contact }: { contact: ContactView }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const mayEdit = useMay("editContacts");
  const mayEnroll = useMay("enroll");
  const [enrolling, setEnrolling] = useState(false);
  return (
    <>
      {mayEdit && <DeleteContact contact={contact} />}
      {mayEdit && (
        <Button
          component={Link}
          to={`/contacts/${contact.id}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} />}
        >
          {common("action.edit")}
        </Button>
      )}
      {mayEnroll && (
        <Button leftSection={<IconRoute size={16} />} onClick={() => setEnrolling(true)}>
          {t("bulk.enroll")}
        </Button>
      )}
      {enrolling && (
        <EnrollContacts selection={{ contact_ids: [contact.id] }} onClose={() => setEnrolling(false)} />
      )}
    </>
  );
}
