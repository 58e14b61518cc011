import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { signOut, useAccount } from "@/shared/access/session";

const SCHEMES = [
  { key: "light", icon: IconSun },
  { key: "dark", icon: IconMoon },
  { key: "auto", icon: IconDeviceDesktop },
] as const;

/** Who I am, how it looks, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const account = useAccount();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!account) return null;

  async function leave() {
    await signOut();
    client.clear();
    await navigate({ to: "/login", search: {} });
  }

  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={t("topbar.account")}>
          <Avatar size={30} radius="xl" color="ai" name={account.name} aria-hidden>
            {[...account.name][0]}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "6px 12px 8px" }}>
          <Text fw={600}>{account.name}</Text>
          <Text size="xs" c="dimmed">
            {account.email}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`role.${account.role}`)}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Label>{t("topbar.theme")}</Menu.Label>
        {SCHEMES.map(({ key, icon: Icon }) => (
          <Menu.Item
            key={key}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={colorScheme === key ? <IconCheck size={14} aria-hidden /> : null}
            aria-current={colorScheme === key || undefined}
            onClick={() => setColorScheme(key)}
          >
            {t(`topbar.${key}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t("topbar.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
