import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import {
  deleteCalendarDayMutation,
  getCalendarOptions,
  putCalendarDayMutation,
} from "@/shared/api/generated/@tanstack/react-query.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { formatDate } from "@/shared/time/format";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { type Day, monthsOf } from "../calendar";
import { Month } from "../components/Month";
import classes from "./CalendarPage.module.css";

export function CalendarPage() {
  const { t } = useTranslation("settings");
  const [year, setYear] = useState(() => new Date().getFullYear());
  const query = useQuery({
    ...getCalendarOptions({ query: { year } }),
    placeholderData: (previous) => previous,
  });
  const change = useCalendarChange();
  const readOnly = !useMay("editJourneys");
  return (
    <>
      <PageHeader title={t("calendar.title")} description={t("calendar.description")} />
      <Group justify="space-between" mb="md">
        <Group gap={4}>
          <ActionIcon variant="subtle" aria-label={t("calendar.previous")} onClick={() => setYear(year - 1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text fw={600} size="lg" aria-live="polite">
            {t("calendar.year", { year })}
          </Text>
          <ActionIcon variant="subtle" aria-label={t("calendar.next")} onClick={() => setYear(year + 1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
        <Legend />
      </Group>
      <QueryView query={query}>
        {(calendar) => (
          <div className={classes.year}>
            {monthsOf(calendar).map((days) => (
              <Month key={days[0]?.day} days={days} onChange={readOnly ? undefined : change} />
            ))}
          </div>
        )}
      </QueryView>
    </>
  );
}

function Legend() {
  const { t } = useTranslation("settings");
  return (
    <Group gap="md" className={classes.legend}>
      {(["closed", "holiday", "ownClosed", "ownOpen"] as const).map((kind) => (
        <span key={kind}>
          <i data-kind={kind} aria-hidden />
          {t(`calendar.legend.${kind}`)}
        </span>
      ))}
    </Group>
  );
}

/** Sets or clears the company's own word about a day. */
function useCalendarChange() {
  const { t } = useTranslation("settings");
  const refresh = useRefresh();
  const put = useMutation({ ...putCalendarDayMutation(), onSuccess: () => refresh() });
  const remove = useMutation({ ...deleteCalendarDayMutation(), onSuccess: () => refresh() });

  async function apply(day: string, word: Day["own"]) {
    if (word) await put.mutateAsync({ path: { day }, body: word });
    else await remove.mutateAsync({ path: { day } });
  }

  return async (day: Day, word: Day["own"]) => {
    await apply(day.day, word);
    notifyDone(t("calendar.changed", { day: formatDate(day.day) }), () => void apply(day.day, day.own));
  };
}
