import { Select, Stack, TagsInput, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import {
  getOrganizationOptions,
  putOrganizationMutation,
} from "@/shared/api/generated/@tanstack/react-query.gen";
import type { OrganizationPut, OrganizationView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { AutoSaveText } from "@/shared/ui/AutoSaveText";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { LegalFooter } from "../components/LegalFooter";
import { timeZones } from "../time-zones";

type Text_ = "name" | "legal_name" | "postal_address" | "contact_line";
const DOMAIN_KINDS = ["own", "competitor", "free_mail"] as const;

export function OrganizationPage() {
  const { t } = useTranslation("settings");
  const query = useQuery(getOrganizationOptions());
  return (
    <>
      <PageHeader title={t("organization.title")} description={t("organization.description")} />
      <QueryView query={query}>{(organization) => <OrganizationForm saved={organization} />}</QueryView>
    </>
  );
}

function OrganizationForm({ saved }: { saved: OrganizationView }) {
  const { t } = useTranslation("settings");
  const readOnly = !useMay("manageOrganization");
  const save = useSaveOrganization(saved);
  const text = (name: Text_) => ({
    name,
    label: t(`organization.${name}`),
    placeholder: t(`organization.${name}Example`),
    value: saved[name],
    readOnly,
    onSave: (value: string) => save({ [name]: value }, { [name]: saved[name] }),
  });
  return (
    <Stack gap="lg">
      <Section title={t("organization.identity")} description={t("organization.identityText")}>
        <Stack gap="md">
          <AutoSaveText {...text("name")} />
          <AutoSaveText {...text("legal_name")} />
          <AutoSaveText {...text("postal_address")} />
          <AutoSaveText {...text("contact_line")} description={t("organization.contactHint")} />
          <LegalFooter organization={saved} />
        </Stack>
      </Section>
      <Section title={t("organization.time")} description={t("organization.timeText")}>
        <Select
          label={t("organization.timezone")}
          data={timeZones(saved.timezone)}
          value={saved.timezone}
          searchable
          readOnly={readOnly}
          maw={360}
          onChange={(timezone) => timezone && void save({ timezone }, { timezone: saved.timezone })}
        />
      </Section>
      <Section title={t("organization.domains")} description={t("organization.domainsText")}>
        <Stack gap="md">
          {DOMAIN_KINDS.map((kind) => (
            <TagsInput
              key={kind}
              label={t(`organization.domain.${kind}`)}
              description={t(`organization.domainText.${kind}`)}
              placeholder={readOnly ? undefined : "example.com"}
              readOnly={readOnly}
              value={saved.domains[kind]}
              onChange={(list) =>
                void save({ domains: { ...saved.domains, [kind]: list } }, { domains: saved.domains }).catch(
                  () => undefined,
                )
              }
            />
          ))}
        </Stack>
      </Section>
      {readOnly && (
        <Text size="sm" c="dimmed">
          {t("adminOnly")}
        </Text>
      )}
    </Stack>
  );
}

/** Saves at once and offers the way back. */
function useSaveOrganization(saved: OrganizationView) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const put = useMutation({ ...putOrganizationMutation(), onSuccess: () => refresh() });
  return async function save(change: OrganizationPut, before: OrganizationPut | null) {
    await put.mutateAsync({ body: change });
    notifyDone(t("state.saved"), before ? () => void save(before, null) : undefined);
    return saved;
  };
}
