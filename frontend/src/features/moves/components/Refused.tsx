import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Count } from "../answers";
import css from "./act.module.css";

/** Who is left out, by reason; nothing when nobody is. */
export function Refused({ counts }: { counts: Count }) {
  const { t, i18n } = useTranslation(["moves", "enrollments", "common"]);
  const reasons = Object.entries(counts).filter(([, people]) => people > 0);
  if (reasons.length === 0) return null;
  const name = (reason: string) =>
    i18n.exists(`enrollments:actionRefused.${reason}`)
      ? t(`enrollments:actionRefused.${reason}` as "enrollments:actionRefused.ended")
      : reason;
  return (
    <>
      <Text size="sm" fw={500} mt="xs">
        {t("leftOut")}
      </Text>
      <dl className={css.list}>
        {reasons.map(([reason, people]) => (
          <div key={reason}>
            <dt>{name(reason)}</dt>
            <dd>{t("common:count.people", { count: people })}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
