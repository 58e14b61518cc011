import { Button, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDate } from "@/shared/time/format";
import type { Day } from "../calendar";
import classes from "./Month.module.css";

type Change = (day: Day, word: Day["own"]) => Promise<void>;

/** One month; a day is a button that says what it is and lets it be changed. */
export function Month({ days, onChange }: { days: Day[]; onChange?: Change }) {
  const { t, i18n } = useTranslation("settings");
  const first = days[0];
  if (!first) return null;
  const moment = new Date(`${first.day}T00:00:00Z`);
  const title = new Intl.DateTimeFormat(i18n.language, { month: "long", timeZone: "UTC" }).format(moment);
  return (
    <section className={classes.month} aria-label={title}>
      <h2>{title}</h2>
      <div className={classes.days}>
        {t("calendar.weekdays")
          .split(" ")
          .map((name) => (
            <span key={name} className={classes.weekday} aria-hidden>
              {name}
            </span>
          ))}
        <span style={{ gridColumn: `span ${first.weekday || 7}` }} hidden={first.weekday === 0} />
        {days.map((day) => (
          <DayCell key={day.day} day={day} onChange={onChange} />
        ))}
      </div>
    </section>
  );
}

function kindOf(day: Day): string {
  if (day.own) return day.own.closed ? "ownClosed" : "ownOpen";
  if (day.holiday) return "holiday";
  return day.closed ? "closed" : "open";
}

function DayCell({ day, onChange }: { day: Day; onChange?: Change }) {
  const { t } = useTranslation("settings");
  const [opened, { close, toggle }] = useDisclosure(false);
  const state = t(day.closed ? "calendar.isClosed" : "calendar.isOpen");
  const why = [day.own?.note, day.holiday].filter(Boolean).join(" ");
  return (
    <Popover opened={opened} onChange={close} onDismiss={close} trapFocus shadow="md" width={260}>
      <Popover.Target>
        <UnstyledButton
          className={classes.day}
          data-kind={kindOf(day)}
          aria-label={`${formatDate(day.day)} ${state} ${why}`.trim()}
          title={why || undefined}
          onClick={toggle}
        >
          {day.date}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fw={600}>{formatDate(day.day)}</Text>
        <Text size="sm" c="dimmed" mb="sm">
          {[state, why].filter(Boolean).join(" · ")}
        </Text>
        {onChange && opened && <DayForm day={day} onChange={onChange} close={close} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function DayForm({ day, onChange, close }: { day: Day; onChange: Change; close: () => void }) {
  const { t } = useTranslation("settings");
  const [note, setNote] = useState(day.own?.note ?? "");
  const set = (word: Day["own"]) => {
    close();
    void onChange(day, word);
  };
  return (
    <Stack gap={8}>
      <TextInput
        size="xs"
        label={t("calendar.note")}
        placeholder={t("calendar.noteExample")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button size="xs" onClick={() => set({ closed: !day.closed, note })}>
        {t(day.closed ? "calendar.open" : "calendar.close")}
      </Button>
      {day.own && (
        <Button size="xs" variant="default" onClick={() => set(null)}>
          {t("calendar.reset")}
        </Button>
      )}
    </Stack>
  );
}
