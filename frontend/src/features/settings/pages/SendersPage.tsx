import { Button, Text } from "@mantine/core";
import { IconMail, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { changeSenderMutation, listSendersOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { SenderView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { SenderForm } from "../components/SenderForm";

export function SendersPage() {
  const { t } = useTranslation("settings");
  const query = useQuery(listSendersOptions());
  const manage = useMay("manageSenders");
  const [edited, setEdited] = useState<SenderView | "new" | null>(null);
  const columns = useSenderColumns(manage);
  return (
    <>
      <PageHeader
        title={t("senders.title")}
        description={t("senders.description")}
        actions={
          manage && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
              {t("senders.add")}
            </Button>
          )
        }
      />
      <QueryView query={query}>
        {(page) => (
          <DataTable
            label={t("senders.title")}
            columns={columns}
            rows={page.items}
            rowId={(row) => row.id}
            onOpen={manage ? setEdited : undefined}
            empty={
              <EmptyState
                picture={<IconMail size={28} />}
                title={t("senders.empty")}
                text={t("senders.emptyText")}
              />
            }
          />
        )}
      </QueryView>
      {edited && <SenderForm sender={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

const helper = columnsFor<SenderView>();

function useSenderColumns(manage: boolean) {
  const { t } = useTranslation("settings");
  const refresh = useRefresh();
  const change = useMutation({ ...changeSenderMutation(), onSuccess: () => refresh() });
  const { mutateAsync } = change;
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: t("senders.name") }),
        helper.accessor("email", { header: t("senders.email") }),
        helper.accessor("reply_to", {
          header: t("senders.replyTo"),
          cell: ({ getValue }) =>
            getValue() ?? (
              <Text size="sm" c="dimmed">
                {t("senders.sameAddress")}
              </Text>
            ),
        }),
        helper.display({
          id: "default",
          header: "",
          meta: { align: "right", width: 180 },
          cell: ({ row: { original } }) => {
            if (original.is_default) return <StatusBadge tone="moegi">{t("senders.default")}</StatusBadge>;
            if (!manage) return null;
            return (
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={async () => {
                  await mutateAsync({ path: { sender_id: original.id }, body: { is_default: true } });
                  notifyDone(t("senders.madeDefault", { name: original.name }));
                }}
              >
                {t("senders.makeDefault")}
              </Button>
            );
          },
        }),
      ]),
    [t, manage, mutateAsync],
  );
}
