import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "./StatusBadge";

const TONES: Record<string, Tone> = {
  mql: "ai",
  sql: "ai",
  opportunity: "fuji",
  customer: "moegi",
  reengagement: "yamabuki",
  disqualified: "shu",
};

/** Lifecycle stage of a contact or company; a stage somebody invented is shown as it is written. */
export function StageBadge({ stage }: { stage: string }) {
  const { t, i18n } = useTranslation();
  const key = `stage.${stage}`;
  return (
    <StatusBadge tone={TONES[stage] ?? "neutral"}>
      {i18n.exists(key) ? t(key as "stage.lead") : stage}
    </StatusBadge>
  );
}
