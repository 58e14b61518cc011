import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ContactTable } from "@/features/contacts";
import { getCompanyOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { listContacts } from "@/shared/api/generated/sdk.gen";
import type { CompanyView } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Facts } from "@/shared/ui/Facts";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { StageBadge } from "@/shared/ui/StageBadge";
import { TimeText } from "@/shared/ui/TimeText";

const HIDDEN: ReadonlySet<string> = new Set(["company", "tags"]);

export function CompanyPage() {
  const { companyId } = useParams({ from: "/console/companies/$companyId" });
  const query = useQuery(getCompanyOptions({ path: { company_id: companyId } }));
  return (
    <Page>
      <QueryView query={query}>{(company) => <Company company={company} />}</QueryView>
    </Page>
  );
}

function Company({ company }: { company: CompanyView }) {
  const { t } = useTranslation("companies");
  const { t: common } = useTranslation();
  const { employees } = company;
  return (
    <>
      <PageHeader
        title={company.name}
        aside={<StageBadge stage={company.stage} />}
        back={{ to: "/companies", label: t("title") }}
      />
      <Stack gap="lg">
        <Section title={t("facts")}>
          <Facts
            facts={[
              [common("field.industry"), company.industry],
              [common("field.employees"), employees !== null && common("count.people", { count: employees })],
              [common("field.prefecture"), company.prefecture],
              [common("field.created_at"), <TimeText key="created" at={company.created_at} />],
            ]}
          />
        </Section>
        <Section title={t("people")} description={common("count.people", { count: company.contacts })} flush>
          <People companyId={company.id} />
        </Section>
      </Stack>
    </>
  );
}

function People({ companyId }: { companyId: string }) {
  const { t } = useTranslation("companies");
  const pages = usePages(["contacts", { companyId }], (cursor, signal) =>
    listContacts({ query: { company_id: companyId, cursor }, signal, throwOnError: true }),
  );
  return (
    <PagesView pages={pages}>
      {(rows) => (
        <ContactTable
          label={t("people")}
          rows={rows}
          hidden={HIDDEN}
          more={pages.more}
          empty={<EmptyState title={t("noPeople")} />}
        />
      )}
    </PagesView>
  );
}
