import { ActionIcon, Button, Pill, Text } from "@mantine/core";
import { IconInbox, IconMailOpened, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { ApiError } from "@/shared/api/error";
import { clearInboxMutation, getInboxMailOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { listInbox } from "@/shared/api/generated/sdk.gen";
import { usePages } from "@/shared/api/use-pages";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { EmptyState } from "@/shared/ui/EmptyState";
import { BackToList, ListAndPane } from "@/shared/ui/ListAndPane";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { QueryView } from "@/shared/ui/QueryView";
import { MailList } from "../components/MailList";
import { MailView } from "../components/MailView";
import { useMarkRead } from "../mark-read";

/** Where the mails of the embedded stack arrive: opening and clicking here count as the real thing. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { to, mail } = useSearch({ from: "/console/inbox" });
  const navigate = useNavigate();
  const pages = usePages(["inbox", to], (cursor, signal) =>
    listInbox({ query: { to, cursor }, signal, throwOnError: true }),
  );
  const absent = pages.query.error instanceof ApiError && pages.query.error.code === "no_inbox";
  return (
    <Page width="wide">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={!absent && <Actions empty={pages.rows?.length === 0} />}
      />
      {to && (
        <Pill withRemoveButton mb="sm" onRemove={() => void navigate({ to: "/inbox", search: {} })}>
          {t("to", { address: to })}
        </Pill>
      )}
      {absent ? (
        <EmptyState picture={<IconInbox size={28} />} title={t("absent")} text={t("absentText")} />
      ) : (
        <PagesView pages={pages}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState picture={<IconInbox size={28} />} title={t("empty")} text={t("emptyText")} />
            ) : (
              <ListAndPane
                open={Boolean(mail)}
                above={190}
                list={<MailList rows={rows} open={mail} to={to} more={pages.more} />}
                pane={
                  mail ? (
                    <>
                      <BackToList to="/inbox" search={{ to }}>
                        {t("backToList")}
                      </BackToList>
                      <OpenMail id={mail} key={mail} lists={pages.query.dataUpdatedAt} />
                    </>
                  ) : (
                    <Nothing />
                  )
                }
              />
            )
          }
        </PagesView>
      )}
    </Page>
  );
}

function OpenMail({ id, lists }: { id: string; lists: number }) {
  const query = useQuery({
    ...getInboxMailOptions({ path: { mail_id: id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useMarkRead(id, query.data !== undefined, lists);
  return <QueryView query={query}>{(mail) => <MailView mail={mail} />}</QueryView>;
}

function Nothing() {
  const { t } = useTranslation("inbox");
  return <EmptyState picture={<IconMailOpened size={28} />} title={t("choose")} text={t("chooseText")} />;
}

function Actions({ empty }: { empty: boolean }) {
  const { t } = useTranslation("inbox");
  const refresh = useRefresh();
  const mayClear = useMay("editTemplates");
  const [asked, setAsked] = useState(false);
  const clear = useMutation({ ...clearInboxMutation(), meta: { quiet: true } });
  return (
    <>
      <ActionIcon variant="default" size={34} aria-label={t("refresh")} onClick={() => void refresh()}>
        <IconRefresh size={16} />
      </ActionIcon>
      {mayClear && !empty && (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t("clear.action")}
        </Button>
      )}
      <ConfirmPanel
        opened={asked}
        onClose={() => setAsked(false)}
        title={t("clear.title")}
        confirmLabel={t("clear.action")}
        danger
        onConfirm={async () => {
          await clear.mutateAsync({});
          await refresh();
        }}
      >
        <Text>{t("clear.text")}</Text>
      </ConfirmPanel>
    </>
  );
}
