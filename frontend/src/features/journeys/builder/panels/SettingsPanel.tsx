import { Button, Checkbox, Group, Radio, Select, Stack, Switch, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JourneySettings, Reentry } from "../document/graph";
import { ConditionEditor } from "../steps/condition/ConditionEditor";
import { ReasonField } from "../steps/fields/ReasonField";
import { TimeField } from "../steps/fields/TimeField";
import { WeekdaysField } from "../steps/fields/WeekdaysField";
import form from "../steps/form.module.css";
import { useBuilder, useBuilderStore } from "../store";
import { PanelFrame } from "./PanelFrame";

const REENTRY: readonly Reentry[] = ["never", "after_exit", "always"];
const ZONES = [
  "Asia/Tokyo",
  "Asia/Shanghai",
  "Asia/Singapore",
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Los_Angeles",
  "UTC",
];

/** Rules of the whole journey: who may enter again, when mails go out, and what ends it early. */
export function SettingsPanel({ readOnly, onClose }: { readOnly: boolean; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const entry = graph.entry;
  return (
    <PanelFrame title={t("settings.title")} about={t("settings.about")} onClose={onClose}>
      <Radio.Group
        label={t("settings.reentry")}
        value={entry.reentry}
        onChange={(value) =>
          store
            .getState()
            .edit({ op: "set_entry", entry: { ...entry, reentry: value as Reentry } }, { key: "entry" })
        }
      >
        <Stack gap={6} mt={6}>
          {REENTRY.map((value) => (
            <Radio
              key={value}
              value={value}
              disabled={readOnly}
              label={t(`reentry.${value}.name`)}
              description={t(`reentry.${value}.help`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <SendingSettings readOnly={readOnly} />
      <ExitSettings readOnly={readOnly} />
    </PanelFrame>
  );
}

function SendingSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const settings = useBuilder((state) => state.graph.settings);
  const put = (next: JourneySettings) =>
    store.getState().edit({ op: "set_settings", settings: next }, { key: "settings" });
  const sending = settings.send_window;
  const zones = [...new Set([...ZONES, settings.timezone])].filter(
    (zone) => !["contact", "organization"].includes(zone),
  );
  return (
    <>
      <Select
        label={t("settings.timezone")}
        value={settings.timezone}
        searchable
        disabled={readOnly}
        data={[
          { value: "contact", label: t("settings.zoneContact") },
          { value: "organization", label: t("settings.zoneOrganization") },
          ...zones.map((zone) => ({ value: zone, label: zone })),
        ]}
        onChange={(timezone) => timezone && put({ ...settings, timezone })}
      />
      <Switch
        label={t("settings.window")}
        description={t("settings.windowHelp")}
        checked={Boolean(sending)}
        disabled={readOnly}
        onChange={(event) =>
          put({
            ...settings,
            send_window: event.currentTarget.checked
              ? { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00", holidays: "jp" }
              : null,
          })
        }
      />
      {sending && (
        <div className={form.section}>
          <Stack gap="sm">
            <WeekdaysField
              label={t("settings.windowDays")}
              value={sending.days}
              disabled={readOnly}
              onChange={(days) => days.length > 0 && put({ ...settings, send_window: { ...sending, days } })}
            />
            <Group gap="xs">
              <TimeField
                label={t("settings.from")}
                value={sending.from}
                disabled={readOnly}
                onChange={(from) => put({ ...settings, send_window: { ...sending, from } })}
              />
              <TimeField
                label={t("settings.to")}
                value={sending.to}
                disabled={readOnly}
                onChange={(to) => put({ ...settings, send_window: { ...sending, to } })}
              />
            </Group>
            <Checkbox
              label={t("form.skipHolidays")}
              checked={sending.holidays === "jp"}
              disabled={readOnly}
              onChange={(event) =>
                put({
                  ...settings,
                  send_window: { ...sending, holidays: event.currentTarget.checked ? "jp" : null },
                })
              }
            />
          </Stack>
        </div>
      )}
    </>
  );
}

function ExitSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const exits = graph.exits;
  const put = (next: typeof exits, merge?: string) =>
    store.getState().edit({ op: "set_exits", exits: next }, { key: "exits" }, merge ?? null);
  return (
    <Stack gap="xs">
      <Text fw={500} size="sm">
        {t("settings.exits")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("settings.exitsHelp")}
      </Text>
      {exits.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: early ends have no name of their own
        <section key={index} className={form.section} aria-label={t("settings.exitNumber", { n: index + 1 })}>
          <Stack gap="xs">
            <ConditionEditor
              name={t("settings.exitNumber", { n: index + 1 })}
              condition={item.when}
              graph={graph}
              at={null}
              readOnly={readOnly}
              onChange={(when, merge) =>
                put(
                  exits.map((other, i) => (i === index ? { ...other, when } : other)),
                  merge && `exit:${index}:${merge}`,
                )
              }
            />
            <ReasonField
              label={t("settings.exitReason")}
              value={item.reason}
              disabled={readOnly}
              onChange={(reason) =>
                put(
                  exits.map((other, i) => (i === index ? { ...other, reason } : other)),
                  `exit:${index}:reason`,
                )
              }
            />
            {!readOnly && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconTrash size={14} />}
                onClick={() => put(exits.filter((_, i) => i !== index))}
              >
                {t("settings.removeExit", { n: index + 1 })}
              </Button>
            )}
          </Stack>
        </section>
      ))}
      {!readOnly && exits.length < 20 && (
        <Button
          variant="light"
          leftSection={<IconPlus size={16} />}
          onClick={() => put([...exits, { when: { stage_at_least: "sql" }, reason: "qualified" }])}
        >
          {t("settings.addExit")}
        </Button>
      )}
    </Stack>
  );
}
