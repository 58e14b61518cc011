import { Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";

const TONES: Record<OperationView["status"], Tone> = {
  queued: "neutral",
  running: "ai",
  done: "moegi",
  cancelled: "yamabuki",
  failed: "shu",
};

/** How far the work is, in a bar and in words. */
export function OperationProgress({ operation }: { operation: OperationView }) {
  const { t } = useTranslation();
  const { total, done, status } = operation;
  const percent = total ? Math.min(100, (done / total) * 100) : status === "done" ? 100 : 0;
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <StatusBadge tone={TONES[status]}>{t(`operationStatus.${status}`)}</StatusBadge>
        <Text size="sm" c="dimmed">
          {formatNumber(done)}
          {total !== null && ` / ${formatNumber(total)}`}
        </Text>
      </Group>
      <Progress
        value={percent}
        color={TONES[status] === "neutral" ? "ai" : TONES[status]}
        animated={status === "running"}
        aria-label={t(`operationStatus.${status}`)}
      />
    </div>
  );
}
