import { Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconMailX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Attention as Counts } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Section } from "@/shared/ui/Section";
import classes from "./Attention.module.css";

const KINDS = [
  { key: "errored", icon: IconCircleX },
  { key: "unconfirmed", icon: IconHelpCircle },
  { key: "stuck", icon: IconAlertTriangle },
  { key: "deliveries", icon: IconMailX },
] as const;

/** What waits for a person; quiet when nothing does. */
export function Attention({ attention }: { attention: Counts }) {
  const { t } = useTranslation("home");
  const waiting = KINDS.filter(({ key }) => attention[key] > 0);
  return (
    <Section title={t("attention.title")}>
      {waiting.length === 0 ? (
        <Text c="dimmed" className={classes.calm}>
          <IconCircleCheck size={18} aria-hidden /> {t("attention.none")}
        </Text>
      ) : (
        <ul className={classes.kinds}>
          {waiting.map(({ key, icon: Icon }) => (
            <li key={key} data-kind={key}>
              <Link to="/attention" search={{ kind: key }} className={classes.kind}>
                <Icon size={20} aria-hidden />
                <span className={classes.count}>{formatNumber(attention[key])}</span>
                <span>
                  <strong>{t(`attention.${key}.title`)}</strong>
                  <span className={classes.text}>{t(`attention.${key}.text`)}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
