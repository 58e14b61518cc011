import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AuditItem } from "@/shared/api/generated/types.gen";
import { detailParts } from "../detail";
import { useAuditWords } from "../use-audit-words";

/** What changed, in one line a value, and why. */
export function AuditDetail({ item }: { item: AuditItem }) {
  const words = useAuditWords();
  return (
    <div>
      {item.reason && <Text size="sm">「{item.reason}」</Text>}
      {detailParts(item.detail, words.value).map(({ name, text, to }) => (
        <Text key={name} size="xs" c="dimmed" lineClamp={2}>
          {to ? (
            <Anchor component={Link} to={to} size="xs">
              {words.field(name)}
            </Anchor>
          ) : (
            `${words.field(name)}: ${text}`
          )}
        </Text>
      ))}
    </div>
  );
}
