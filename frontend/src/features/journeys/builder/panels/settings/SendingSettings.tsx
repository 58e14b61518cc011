import { Checkbox, Group, NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JourneySettings } from "../../document/graph";
import { DurationField } from "../../steps/fields/DurationField";
import { TimeField } from "../../steps/fields/TimeField";
import { WeekdaysField } from "../../steps/fields/WeekdaysField";
import { useBuilder, useBuilderStore } from "../../store";
import { useWords } from "../../useWords";
import { Rule } from "./Rule";
import { capText, quietText, windowText } from "./ruleText";

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

type PartProps = {
  settings: JourneySettings;
  readOnly: boolean;
  put: (change: Partial<JourneySettings>, merge?: string) => void;
};

/** When mails may leave, and how many one person gets. */
export function SendingSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const settings = useBuilder((state) => state.graph.settings);
  const put: PartProps["put"] = (change, merge) =>
    store
      .getState()
      .edit({ op: "set_settings", settings: { ...settings, ...change } }, { key: "settings" }, merge ?? null);
  const zones = [...new Set([...ZONES, settings.timezone])].filter(
    (zone) => !["contact", "organization"].includes(zone),
  );
  const part = { settings, readOnly, put };
  return (
    <>
      <Select
        label={t("settings.timezone")}
        description={t("settings.timezoneHelp")}
        value={settings.timezone}
        searchable
        disabled={readOnly}
        data={[
          { value: "contact", label: t("settings.zoneContact") },
          { value: "organization", label: t("settings.zoneOrganization") },
          ...zones.map((zone) => ({ value: zone, label: zone })),
        ]}
        onChange={(timezone) => timezone && put({ timezone })}
      />
      <WindowRule {...part} />
      <QuietRule {...part} />
      <CapRule {...part} />
    </>
  );
}

function WindowRule({ settings, readOnly, put }: PartProps) {
  const { t } = useTranslation("journeys");
  const words = useWords(null);
  const hours = settings.send_window ?? null;
  return (
    <Rule
      label={t("settings.window")}
      about={t("settings.windowHelp")}
      on={hours !== null}
      readOnly={readOnly}
      onSwitch={(on) =>
        put({
          send_window: on
            ? { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00", holidays: "jp" }
            : null,
        })
      }
      says={hours && windowText(hours, words)}
    >
      {hours && (
        <>
          <WeekdaysField
            label={t("settings.windowDays")}
            value={hours.days}
            disabled={readOnly}
            onChange={(days) => days.length > 0 && put({ send_window: { ...hours, days } })}
          />
          <Hours
            hours={hours}
            readOnly={readOnly}
            onChange={(next) => put({ send_window: { ...hours, ...next } })}
          />
          <Checkbox
            label={t("form.skipHolidays")}
            checked={hours.holidays === "jp"}
            disabled={readOnly}
            onChange={(event) =>
              put({ send_window: { ...hours, holidays: event.currentTarget.checked ? "jp" : null } })
            }
          />
        </>
      )}
    </Rule>
  );
}

function QuietRule({ settings, readOnly, put }: PartProps) {
  const { t } = useTranslation("journeys");
  const words = useWords(null);
  const hours = settings.quiet_hours ?? null;
  return (
    <Rule
      label={t("settings.quiet")}
      about={t("settings.quietHelp")}
      on={hours !== null}
      readOnly={readOnly}
      onSwitch={(on) => put({ quiet_hours: on ? { from: "21:00", to: "08:00" } : null })}
      says={hours && quietText(hours, words)}
    >
      {hours && (
        <Hours
          hours={hours}
          readOnly={readOnly}
          onChange={(next) => put({ quiet_hours: { ...hours, ...next } })}
        />
      )}
    </Rule>
  );
}

function CapRule({ settings, readOnly, put }: PartProps) {
  const { t } = useTranslation("journeys");
  const words = useWords(null);
  const cap = settings.cap ?? null;
  return (
    <Rule
      label={t("settings.cap")}
      about={t("settings.capHelp")}
      on={cap !== null}
      readOnly={readOnly}
      onSwitch={(on) => put({ cap: on ? { max: 2, per: "P7D" } : null })}
      says={cap && capText(cap, words)}
    >
      {cap && (
        <Group gap="xs" align="end">
          <DurationField
            label={t("settings.capPer")}
            units={["hours", "days"]}
            value={cap.per}
            disabled={readOnly}
            onChange={(per) => put({ cap: { ...cap, per } }, "cap-per")}
          />
          <NumberInput
            label={t("settings.capMax")}
            value={cap.max}
            min={1}
            max={100}
            allowDecimal={false}
            clampBehavior="strict"
            disabled={readOnly}
            w={90}
            onChange={(max) =>
              typeof max === "number" && max >= 1 && put({ cap: { ...cap, max } }, "cap-max")
            }
          />
        </Group>
      )}
    </Rule>
  );
}

type HoursProps = {
  hours: { from: string; to: string };
  readOnly: boolean;
  onChange: (hours: { from?: string; to?: string }) => void;
};

function Hours({ hours, readOnly, onChange }: HoursProps) {
  const { t } = useTranslation("journeys");
  return (
    <Group gap="xs">
      <TimeField
        label={t("settings.from")}
        value={hours.from}
        disabled={readOnly}
        onChange={(from) => onChange({ from })}
      />
      <TimeField
        label={t("settings.to")}
        value={hours.to}
        disabled={readOnly}
        onChange={(to) => onChange({ to })}
      />
    </Group>
  );
}
