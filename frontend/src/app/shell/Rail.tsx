import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { NAVIGATION } from "./navigation";
import classes from "./Rail.module.css";

interface Place {
  pathname: string;
  search: Record<string, unknown>;
}

type Entry = (typeof NAVIGATION)[number];

/** Whether the rail's entry stands for where we are; sequences are journeys of one kind. */
export function isHere(entry: Entry, { pathname, search }: Place): boolean {
  if ("exact" in entry) return pathname === entry.to;
  // One contact's trip is part of its journey, though its address does not say so.
  if (pathname.startsWith("/enrollments/")) return entry.key === "journeys";
  if (pathname !== entry.to && !pathname.startsWith(`${entry.to}/`)) return false;
  if (entry.to !== "/journeys") return true;
  return (search.kind === "sequence") === "search" in entry;
}

/** Main navigation. */
export function Rail({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const place = useLocation({
    select: (location) => ({ pathname: location.pathname, search: location.search }),
  });
  return (
    <nav aria-label={t("nav.label")} className={classes.rail}>
      {NAVIGATION.map((entry) => {
        const here = isHere(entry, place);
        return (
          <Link
            key={entry.key}
            to={entry.to as string}
            search={("search" in entry ? entry.search : {}) as never}
            className={classes.entry}
            aria-current={here ? "page" : undefined}
            onClick={onNavigate}
          >
            <entry.icon size={18} stroke={1.6} aria-hidden />
            {t(`nav.${entry.key}`)}
          </Link>
        );
      })}
    </nav>
  );
}
