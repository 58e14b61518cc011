import { DateTimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { useBuilder, useBuilderStore } from "../../store";
import { useWords } from "../../useWords";
import { Rule } from "./Rule";
import { endsText } from "./ruleText";

const MONTH = 30 * 86_400_000;

/** The day on which the whole journey is over. */
export function EndSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const settings = useBuilder((state) => state.graph.settings);
  const words = useWords(null);
  const at = settings.ends_at ?? null;
  const put = (ends_at: string | null) =>
    store
      .getState()
      .edit({ op: "set_settings", settings: { ...settings, ends_at } }, { key: "settings" }, "ends-at");
  return (
    <Rule
      label={t("settings.ends")}
      about={t("settings.endsHelp")}
      on={at !== null}
      readOnly={readOnly}
      onSwitch={(on) => put(on ? inAMonth() : null)}
      says={at && endsText(at, words)}
    >
      {at && (
        <DateTimePicker
          label={t("settings.endsAt")}
          value={new Date(at)}
          valueFormat={t("simulate.dateFormat")}
          disabled={readOnly}
          onChange={(next) => next && put(new Date(next).toISOString())}
        />
      )}
    </Rule>
  );
}

/** The evening a month from now: something to change, not to guess from. */
function inAMonth(): string {
  const day = new Date(Date.now() + MONTH);
  day.setHours(18, 0, 0, 0);
  return day.toISOString();
}
