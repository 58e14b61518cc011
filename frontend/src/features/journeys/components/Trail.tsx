import { Anchor, Title } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./trail.module.css";

type Props = {
  way: readonly { to: string; label: string }[];
  title: string;
  children?: ReactNode;
};

/** Where I am, and every page above it: ジャーニー › 展示会フォロー › バージョン2. The last is the heading. */
export function Trail({ way, title, children }: Props) {
  const { t } = useTranslation("journeys");
  return (
    <div className={css.trail}>
      <nav aria-label={t("trail.name")} className={css.way}>
        {way.map(({ to, label }) => (
          <span key={to} className={css.part}>
            <Anchor component={Link} to={to} size="sm" className={css.link} title={label}>
              {label}
            </Anchor>
            <IconChevronRight size={14} aria-hidden="true" />
          </span>
        ))}
      </nav>
      <Title order={1} className={css.title} title={title}>
        {title}
      </Title>
      {children}
    </div>
  );
}
