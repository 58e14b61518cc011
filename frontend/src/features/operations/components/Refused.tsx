import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CountList } from "@/shared/ui/CountList";

/** Who is left out of work on people, by reason; nothing when nobody is. */
export function Refused({ counts }: { counts: Record<string, number> }) {
  const { t, i18n } = useTranslation(["operations", "enrollments", "common"]);
  const reasons = Object.entries(counts).filter(([, people]) => people > 0);
  if (reasons.length === 0) return null;
  const name = (reason: string) =>
    i18n.exists(`enrollments:actionRefused.${reason}`)
      ? t(`enrollments:actionRefused.${reason}` as "enrollments:actionRefused.ended")
      : reason;
  return (
    <div>
      <Text size="sm" fw={500} mt="xs">
        {t("leftOut")}
      </Text>
      <CountList
        counts={reasons.map(([reason, people]) => [
          name(reason),
          t("common:count.people", { count: people }),
        ])}
      />
    </div>
  );
}
