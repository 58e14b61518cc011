import { Button, Card, Chip } from "@mantine/core";
import { IconBell, IconChecks } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listNotifications } from "@/shared/api/generated/sdk.gen";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ListBar } from "@/shared/ui/ListBar";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { NotificationList } from "../components/NotificationList";
import { NOTIFICATIONS, useRead } from "../queries";

/** Everything the system told me, newest first. */
export function NotificationsPage() {
  const { t } = useTranslation("notifications");
  const { t: common } = useTranslation();
  const { unread } = useSearch({ from: "/console/notifications" });
  const navigate = useNavigate();
  const read = useRead();
  const pages = usePages([...NOTIFICATIONS, "list", unread], (cursor, signal) =>
    listNotifications({ query: { unread, cursor }, signal, throwOnError: true }),
  );
  const anyUnread = pages.rows?.some((row) => !row.read_at) ?? false;
  return (
    <Page width="reading">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          anyUnread && (
            <Button
              variant="default"
              leftSection={<IconChecks size={16} />}
              loading={read.isPending}
              onClick={() => read.mutate(null)}
            >
              {t("readAll")}
            </Button>
          )
        }
      />
      <ListBar>
        <Chip
          size="sm"
          checked={unread === true}
          onChange={(on) =>
            void navigate({ to: "/notifications", search: { unread: on ? true : undefined }, replace: true })
          }
        >
          {t("onlyUnread")}
        </Chip>
      </ListBar>
      <PagesView pages={pages}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState
              picture={<IconBell size={28} />}
              title={t(unread ? "noUnread" : "empty")}
              text={t("emptyText")}
            />
          ) : (
            <Card padding={0}>
              <NotificationList rows={rows} onOpen={(row) => !row.read_at && read.mutate([row.id])} />
              {pages.more && (
                <Button variant="subtle" onClick={pages.more.load} loading={pages.more.loading}>
                  {common("action.loadMore")}
                </Button>
              )}
            </Card>
          )
        }
      </PagesView>
    </Page>
  );
}
