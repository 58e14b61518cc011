import { Button, Group } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { listWebhookSecretsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { WebhookSecretMade, WebhookSecretRow } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { TimeText } from "@/shared/ui/TimeText";
import { MadeSecret } from "../components/MadeSecret";
import { NewSecret } from "../components/NewSecret";
import { DeleteSecret, RotateSecret } from "../components/SecretQuestions";

type Open = { what: "rotate" | "delete"; secret: WebhookSecretRow } | { what: "new" } | null;

/** Keys that sign calls: made and replaced by admins, chosen by marketers in the steps that call. */
export function WebhookSecretsPage() {
  const { t } = useTranslation("webhooks");
  const maySee = useMay("seeWebhookSecrets");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {maySee ? <Secrets /> : <Notice>{t("forbidden")}</Notice>}
    </>
  );
}

function Secrets() {
  const { t } = useTranslation("webhooks");
  const query = useQuery(listWebhookSecretsOptions());
  const manage = useMay("manageWebhookSecrets");
  const [open, setOpen] = useState<Open>(null);
  const [made, setMade] = useState<WebhookSecretMade | null>(null);
  const columns = useSecretColumns(manage, setOpen);
  const close = () => setOpen(null);
  const add = manage && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: "new" })}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <QueryView query={query}>
        {(rows) => (
          <>
            {rows.length > 0 && (
              <Group justify="flex-end" mb="sm">
                {add}
              </Group>
            )}
            <DataTable
              label={t("title")}
              columns={columns}
              rows={rows}
              rowId={(row) => row.id}
              empty={
                <EmptyState
                  picture={<IconWebhook size={28} />}
                  title={t("empty")}
                  text={t("emptyText")}
                  action={add}
                />
              }
            />
          </>
        )}
      </QueryView>
      {open?.what === "new" && <NewSecret onMade={setMade} onClose={close} />}
      {open?.what === "rotate" && <RotateSecret secret={open.secret} onMade={setMade} onClose={close} />}
      {open?.what === "delete" && <DeleteSecret secret={open.secret} onClose={close} />}
      {made && <MadeSecret made={made} onClose={() => setMade(null)} />}
    </>
  );
}

const helper = columnsFor<WebhookSecretRow>();

function useSecretColumns(manage: boolean, open: (what: Open) => void) {
  const { t } = useTranslation("webhooks");
  const { t: common } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("name", { header: t("name") }),
        helper.accessor("created_at", {
          header: t("createdAt"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        helper.display({
          id: "actions",
          header: "",
          meta: { align: "right" },
          cell: ({ row: { original: secret } }) =>
            manage && (
              <Group gap={4} justify="flex-end">
                <Button size="compact-xs" variant="subtle" onClick={() => open({ what: "rotate", secret })}>
                  {t("rotate")}
                </Button>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="shu"
                  onClick={() => open({ what: "delete", secret })}
                >
                  {common("action.delete")}
                </Button>
              </Group>
            ),
        }),
      ]),
    [t, common, manage, open],
  );
}
