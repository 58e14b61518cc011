import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Entry, Reentry } from "../../document/graph";
import { DurationField } from "../../steps/fields/DurationField";
import { RequiredText } from "../../steps/fields/RequiredText";
import { useBuilder, useBuilderStore } from "../../store";
import { useWords } from "../../useWords";
import { Rule } from "./Rule";
import { exclusiveText, type ReentryMode, reentryMode } from "./ruleText";

const MODES: readonly ReentryMode[] = ["never", "after_exit", "after", "always"];
const USUAL_PAUSE = "P30D";

/** Who may enter: again or not, and whether beside other journeys. */
export function EntrySettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const words = useWords(graph);
  const { entry } = graph;
  const put = (change: Partial<Entry>, merge?: string) =>
    store
      .getState()
      .edit({ op: "set_entry", entry: { ...entry, ...change } }, { key: "entry" }, merge ?? null);
  const { reentry } = entry;
  const exclusive = entry.exclusive ?? null;
  return (
    <>
      <Radio.Group
        label={t("settings.reentry")}
        value={reentryMode(reentry)}
        onChange={(mode) => put({ reentry: mode === "after" ? { after: USUAL_PAUSE } : (mode as Reentry) })}
      >
        <Stack gap={6} mt={6}>
          {MODES.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              disabled={readOnly}
              label={t(`reentry.${mode}.name`)}
              description={t(`reentry.${mode}.help`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {typeof reentry === "object" && (
        <DurationField
          label={t("settings.reentryAfter")}
          units={["hours", "days", "months"]}
          value={reentry.after}
          disabled={readOnly}
          onChange={(after) => put({ reentry: { after } }, "reentry-after")}
        />
      )}
      <Rule
        label={t("settings.exclusive")}
        about={t("settings.exclusiveHelp")}
        on={exclusive !== null}
        readOnly={readOnly}
        onSwitch={(on) => put({ exclusive: on ? graph.kind : null })}
        says={exclusive && exclusiveText(exclusive, words)}
      >
        <RequiredText
          label={t("settings.exclusiveKey")}
          value={exclusive ?? ""}
          maxLength={60}
          disabled={readOnly}
          onChange={(key) => put({ exclusive: key }, "exclusive")}
        />
      </Rule>
    </>
  );
}
