import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./SettingsLayout.module.css";

const PAGES = [
  { key: "organization", to: "/settings/organization" },
  { key: "calendar", to: "/settings/calendar" },
  { key: "senders", to: "/settings/senders" },
  { key: "users", to: "/settings/users" },
  { key: "tokens", to: "/settings/tokens" },
  { key: "webhooks", to: "/settings/webhooks" },
  { key: "suppression", to: "/settings/suppression" },
  { key: "brake", to: "/settings/brake" },
  { key: "reconcile", to: "/settings/reconcile" },
  { key: "audit", to: "/settings/audit" },
] as const;

/** Frame of all settings: what there is at the left, one column at the right. */
export function SettingsLayout() {
  const { t } = useTranslation("settings");
  return (
    <div className={classes.layout}>
      <nav className={classes.menu} aria-label={t("title")}>
        <p className={classes.heading}>{t("title")}</p>
        {PAGES.map(({ key, to }) => (
          <Link key={key} to={to} className={classes.entry} activeProps={{ "aria-current": "page" }}>
            {t(`nav.${key}`)}
          </Link>
        ))}
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
