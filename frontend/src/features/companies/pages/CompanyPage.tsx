import { Button, Stack, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactTable } from "@/features/contacts";
import { useMay } from "@/shared/access/session";
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
import { CompanyActivity } from "../components/CompanyActivity";
import classes from "../components/CompanyActivity.module.css";
import { EditCompany } from "../components/EditCompany";

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
  const mayEdit = useMay("editContacts");
  const [editing, setEditing] = useState(false);
  return (
    <>
      <PageHeader
        title={company.name}
        aside={<StageBadge stage={company.stage} />}
        description={company.stage_by_hand ? t("stageByHand") : undefined}
        actions={
          mayEdit && (
            <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
              {common("action.edit")}
            </Button>
          )
        }
        back={{ to: "/companies", label: t("title") }}
      />
      <div className={classes.columns}>
        <Stack gap="lg">
          <Section title={t("facts")}>
            <Facts
              facts={[
                [common("field.industry"), company.industry],
                [
                  common("field.employees"),
                  employees !== null && common("count.people", { count: employees }),
                ],
                [common("field.prefecture"), company.prefecture],
                [common("field.created_at"), <TimeText key="created" at={company.created_at} />],
              ]}
            />
          </Section>
          {company.note && (
            <Section title={common("field.memo")}>
              <Text size="sm" style={{ whiteSpace: "pre-wrap" }} lh={1.7}>
                {company.note}
              </Text>
            </Section>
          )}
          <Section
            title={t("people")}
            description={common("count.people", { count: company.contacts })}
            flush
          >
            <People companyId={company.id} />
          </Section>
        </Stack>
        <CompanyActivity companyId={company.id} />
      </div>
      {editing && <EditCompany company={company} onClose={() => setEditing(false)} />}
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
