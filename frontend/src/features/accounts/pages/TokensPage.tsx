import { Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listTokensOptions, revokeTokenMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { TokenView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { NewToken } from "../components/NewToken";

const helper = columnsFor<TokenView>();

export function TokensPage() {
  const { t } = useTranslation("accounts");
  const query = useQuery(listTokensOptions());
  const [adding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<TokenView | null>(null);
  const columns = useTokenColumns(setRevoked);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t("tokens.add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("tokens.title")} description={t("tokens.description")} actions={add} />
      <QueryView query={query}>
        {(page) => (
          <DataTable
            label={t("tokens.title")}
            columns={columns}
            rows={page.items}
            rowId={(row) => row.id}
            empty={
              <EmptyState
                picture={<IconKey size={28} />}
                title={t("tokens.empty")}
                text={t("tokens.emptyText")}
              />
            }
          />
        )}
      </QueryView>
      {adding && <NewToken onClose={() => setAdding(false)} />}
      <RevokeToken token={revoked} onClose={() => setRevoked(null)} />
    </>
  );
}

function useTokenColumns(revoke: (token: TokenView) => void) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: t("tokens.name") }),
        helper.accessor("account_email", { header: t("tokens.owner") }),
        helper.accessor("role", {
          header: t("users.role"),
          cell: ({ getValue }) => common(`role.${getValue()}`),
        }),
        helper.accessor("last_used_at", {
          header: t("tokens.lastUsed"),
          cell: ({ getValue }) => {
            const at = getValue();
            return at ? <TimeText at={at} /> : t("tokens.never");
          },
        }),
        helper.display({
          id: "state",
          header: "",
          meta: { align: "right" },
          cell: ({ row: { original } }) =>
            original.revoked_at ? (
              <StatusBadge>{t("tokens.revoked")}</StatusBadge>
            ) : (
              <Button size="compact-xs" variant="subtle" color="shu" onClick={() => revoke(original)}>
                {t("tokens.revoke")}
              </Button>
            ),
        }),
      ]),
    [t, common, revoke],
  );
}

function RevokeToken({ token, onClose }: { token: TokenView | null; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const refresh = useRefresh();
  const revoke = useMutation({ ...revokeTokenMutation(), meta: { quiet: true } });
  return (
    <ConfirmPanel
      opened={token !== null}
      onClose={onClose}
      title={t("tokens.revokeTitle")}
      confirmLabel={t("tokens.revoke")}
      danger
      onConfirm={async () => {
        if (!token) return;
        await revoke.mutateAsync({ path: { token_id: token.id } });
        notifyDone(t("tokens.revokedDone", { name: token.name }));
        await refresh();
      }}
    >
      {t("tokens.revokeText", { name: token?.name ?? "" })}
    </ConfirmPanel>
  );
}
