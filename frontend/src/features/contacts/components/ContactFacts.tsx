import { Anchor, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ContactView } from "@/shared/api/generated/types.gen";
import { formatDate } from "@/shared/time/format";
import { Facts } from "@/shared/ui/Facts";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";

/** What is known about a person, at the left of their page. */
export function ContactFacts({ contact }: { contact: ContactView }) {
  const { t } = useTranslation();
  const { company } = contact;
  const tags = contact.tags.map((tag) => <StatusBadge key={tag}>{tag}</StatusBadge>);
  const lists = contact.lists.map(({ id, name }) => (
    <Anchor key={id} component={Link} to={`/contacts/lists/${id}`} size="sm">
      {name}
    </Anchor>
  ));
  const own = Object.entries(contact.attributes).map(([key, value]): [string, string] => [
    key,
    String(value),
  ]);
  return (
    <Facts
      facts={[
        [t("field.email"), contact.email],
        [t("field.phone"), contact.phone],
        [t("field.kana"), `${contact.last_kana} ${contact.first_kana}`.trim()],
        [
          t("field.company"),
          company && (
            <Anchor component={Link} to={`/companies/${company.id}`} size="sm">
              {company.name}
            </Anchor>
          ),
        ],
        [t("field.department"), contact.department],
        [t("field.title"), contact.title],
        [t("field.industry"), contact.industry || company?.industry],
        [t("field.employees"), company?.employees != null && t("count.people", { count: company.employees })],
        [t("field.prefecture"), contact.prefecture],
        [t("field.score"), String(contact.score)],
        [t("field.owner"), contact.owner?.name],
        [t("field.tags"), tags.length > 0 && <Group gap={4}>{tags}</Group>],
        [t("field.lists"), lists.length > 0 && <Group gap={8}>{lists}</Group>],
        [t("field.source"), contact.source],
        [t("field.consent_on"), contact.consent_on && formatDate(contact.consent_on)],
        [t("field.consent_method"), contact.consent_method],
        [t("field.domain_class"), t(`domainClass.${contact.domain_class}`)],
        ...own,
        [t("field.created_at"), <TimeText key="created" at={contact.created_at} />],
        [t("field.updated_at"), <TimeText key="updated" at={contact.updated_at} />],
      ]}
    />
  );
}
