import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BrakeBanner } from "@/features/brake";
import { Bell } from "@/features/notifications";
import { RunningOperations } from "@/features/operations";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { LanguageSwitch } from "./LanguageSwitch";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { SearchButton } from "./search/SearchButton";

/** The frame around every page behind the sign-in. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !opened } }}
      transitionDuration={120}
    >
      <a href="#content" className={classes.skip}>
        {t("nav.skip")}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? t("nav.close") : t("nav.open")}
            />
            <Brand />
          </Group>
          <Group gap="sm" wrap="nowrap" className={classes.tools}>
            <SearchButton />
            <RunningOperations />
            <Bell />
            <LanguageSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Rail onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <BrakeBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
