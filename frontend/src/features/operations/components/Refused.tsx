import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CountList } from "@/shared/ui/CountList";

type Props = { counts: Record<string, number>; unit?: "people" | "mails" };

/** Who, or which mails, are left out of work on many, by reason; nothing when none are. */
export function Refused({ counts, unit = "people" }: Props) {
  const { t, i18n } = useTranslation(["operations", "enrollments", "common"]);
  const reasons = Object.entries(counts).filter(([, count]) => count > 0);
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
        counts={reasons.map(([reason, count]) => [name(reason), t(`common:count.${unit}`, { count })])}
      />
    </div>
  );
}
