import { Text } from "@mantine/core";
import type { AuditItem } from "@/shared/api/generated/types.gen";
import { detailParts } from "../detail";
import { useAuditWords } from "../use-audit-words";

/** What changed, in one line a value, and why. */
export function AuditDetail({ item }: { item: AuditItem }) {
  const words = useAuditWords();
  return (
    <div>
      {item.reason && <Text size="sm">「{item.reason}」</Text>}
      {detailParts(item.detail).map(([name, value]) => (
        <Text key={name} size="xs" c="dimmed" lineClamp={2}>
          {words.field(name)}: {words.value(name, value)}
        </Text>
      ))}
    </div>
  );
}
