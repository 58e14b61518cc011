import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AuditItem } from "@/shared/api/generated/types.gen";
import { pageOf } from "../detail";
import { useAuditWords } from "../use-audit-words";

/** Objects whose id is what people call them by. */
const NAMED_BY_ID = new Set(["suppression", "calendar_day"]);

/** What was done, and the page of what it was done to. */
export function AuditAction({ item }: { item: AuditItem }) {
  const words = useAuditWords();
  const to = pageOf(item.object_type, item.object_id);
  return (
    <div>
      <Text size="sm">{words.action(item.action)}</Text>
      {to && item.action !== "contact.erased" && (
        <Anchor component={Link} to={to} size="xs">
          {words.object(item.object_type)}
        </Anchor>
      )}
      {NAMED_BY_ID.has(item.object_type) && item.object_id !== "export" && (
        <Text size="xs" c="dimmed">
          {item.object_id}
        </Text>
      )}
    </div>
  );
}
