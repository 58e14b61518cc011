import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNow } from "@/shared/hooks/use-now";
import { formatDateTime, formatRelative } from "@/shared/time/format";

interface Props {
  at: string;
  /** Always the full date and time, also for moments of today. */
  absolute?: boolean;
}

/** A moment: relative under a day with the exact time on hover, the date beyond. */
export function TimeText({ at, absolute = false }: Props) {
  useTranslation();
  const now = useNow();
  const exact = formatDateTime(at);
  const relative = absolute ? null : formatRelative(at, now);
  if (!relative) return <time dateTime={at}>{exact}</time>;
  return (
    <Tooltip label={exact}>
      <time dateTime={at}>{relative}</time>
    </Tooltip>
  );
}
