import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount, useMay } from "@/shared/access/session";
import { listAccountsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { AccountView } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { EditUser } from "../components/EditUser";
import { NewUser } from "../components/NewUser";
import { RoleGuide } from "../components/RoleGuide";

export function UsersPage() {
  const { t } = useTranslation("accounts");
  const manage = useMay("manageAccounts");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title={t("users.title")}
        description={t("users.description")}
        actions={
          manage && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
              {t("users.add")}
            </Button>
          )
        }
      />
      {manage ? <UserTable /> : <Notice>{t("users.adminOnly")}</Notice>}
      <RoleGuide />
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </>
  );
}

const helper = columnsFor<AccountView>();

function UserTable() {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const me = useAccount();
  const query = useQuery(listAccountsOptions());
  const [edited, setEdited] = useState<AccountView | null>(null);
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("name", {
          header: t("users.name"),
          cell: ({ row: { original } }) =>
            original.id === me?.id ? t("users.me", { name: original.name }) : original.name,
        }),
        helper.accessor("email", { header: common("field.email") }),
        helper.accessor("role", {
          header: t("users.role"),
          cell: ({ getValue }) => common(`role.${getValue()}`),
        }),
        helper.accessor("disabled_at", {
          header: t("users.state"),
          cell: ({ getValue }) =>
            getValue() ? (
              <StatusBadge tone="shu">{t("users.disabled")}</StatusBadge>
            ) : (
              <StatusBadge tone="moegi">{t("users.enabled")}</StatusBadge>
            ),
        }),
        helper.accessor("created_at", {
          header: common("field.created_at"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, common, me?.id],
  );
  return (
    <>
      <QueryView query={query}>
        {(page) => (
          <DataTable
            label={t("users.title")}
            columns={columns}
            rows={page.items}
            rowId={(row) => row.id}
            onOpen={setEdited}
          />
        )}
      </QueryView>
      {edited && <EditUser user={edited} onClose={() => setEdited(null)} />}
    </>
  );
}
