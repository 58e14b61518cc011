import { Button, Group } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import type { AttentionSearch } from "../answers";
import { SettleButtons, type Way } from "./SettleButtons";

type Props = {
  search: AttentionSearch;
  onChange: (search: AttentionSearch) => void;
  /** Settles everything that the filter finds, shown or not; absent where there is nothing, or nobody may. */
  onSettle: ((how: Way) => void) | undefined;
};

const ENDS = ["from", "to"] as const;
const moment = (value: string | null) => (value ? new Date(value).toISOString() : undefined);

/** Narrows the list to a span of time, beside what a group narrows it to; and settles all that is found. */
export function MailFilters({ search, onChange, onSettle }: Props) {
  const { t } = useTranslation("moves");
  const { journey, step, code, from, to } = search;
  const narrowed = [journey, step, code, from, to].some(Boolean);
  return (
    <Group justify="space-between" gap="sm" mb="md">
      <Group gap={8}>
        {ENDS.map((end) => (
          <DateTimePicker
            key={end}
            aria-label={t(`mails.${end}`)}
            placeholder={t(`mails.${end}`)}
            valueFormat={t("mails.momentFormat")}
            value={search[end] ? new Date(search[end]) : null}
            clearable
            w={200}
            onChange={(value) => onChange({ ...search, [end]: moment(value) })}
          />
        ))}
        {narrowed && (
          <Button variant="subtle" size="compact-sm" onClick={() => onChange({ kind: "unconfirmed" })}>
            {t("mails.widen")}
          </Button>
        )}
      </Group>
      {onSettle && <SettleButtons label={(how) => t(`mails.all.${how}`)} onSettle={onSettle} />}
    </Group>
  );
}
