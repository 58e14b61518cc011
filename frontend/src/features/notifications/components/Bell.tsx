import { Anchor, Button, Group, Indicator, Popover, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { badgeOf } from "../model";
import { useNewest, useRead, useUnread } from "../queries";
import classes from "./Bell.module.css";
import { NotificationList } from "./NotificationList";

/** In the top bar: how many notifications are unread, the newest of them, and the way to all. */
export function Bell() {
  const { t } = useTranslation("notifications");
  const [opened, { toggle, close }] = useDisclosure(false);
  const unread = useUnread();
  const newest = useNewest(opened);
  const read = useRead();
  const label = unread > 0 ? t("bellUnread", { count: unread }) : t("bell");
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" width={360} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button} aria-label={label} title={label} onClick={toggle}>
          <Indicator label={badgeOf(unread)} size={16} color="shu" disabled={unread === 0} offset={3}>
            <IconBell size={20} stroke={1.6} aria-hidden />
          </Indicator>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Group justify="space-between" px="md" py="xs">
          <Text fw={600} size="sm">
            {t("title")}
          </Text>
          {unread > 0 && (
            <Button
              variant="subtle"
              size="compact-xs"
              loading={read.isPending}
              onClick={() => read.mutate(null)}
            >
              {t("readAll")}
            </Button>
          )}
        </Group>
        <div className={classes.newest}>
          {newest.data && newest.data.length > 0 ? (
            <NotificationList
              rows={newest.data}
              onOpen={(row) => {
                if (!row.read_at) read.mutate([row.id]);
                close();
              }}
            />
          ) : (
            <Text size="sm" c="dimmed" px="md" pb="xs">
              {t(newest.isPending ? "reading" : "empty")}
            </Text>
          )}
        </div>
        <Anchor component={Link} to="/notifications" size="sm" onClick={close} className={classes.all}>
          {t("all")}
        </Anchor>
      </Popover.Dropdown>
    </Popover>
  );
}
