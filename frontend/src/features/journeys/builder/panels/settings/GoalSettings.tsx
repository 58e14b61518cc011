import { useTranslation } from "react-i18next";
import type { Goal } from "../../document/graph";
import { ConditionEditor } from "../../steps/condition/ConditionEditor";
import { RequiredText } from "../../steps/fields/RequiredText";
import { useBuilder, useBuilderStore } from "../../store";
import { useWords } from "../../useWords";
import { Rule } from "./Rule";
import { goalText } from "./ruleText";

/** What the journey is for: whoever reaches it has converted, and needs no further mail. */
export function GoalSettings({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const words = useWords(graph);
  const goal = graph.goal ?? null;
  const put = (next: Goal | null, merge?: string) =>
    store
      .getState()
      .edit({ op: "set_goal", goal: next }, { key: "goal" }, merge === undefined ? null : `goal:${merge}`);
  return (
    <Rule
      label={t("settings.goal")}
      about={t("settings.goalHelp")}
      on={goal !== null}
      readOnly={readOnly}
      onSwitch={(on) =>
        put(on ? { when: { stage_at_least: "opportunity" }, title: t("settings.goalDefault") } : null)
      }
      says={goal && goalText(goal, words)}
    >
      {goal && (
        <>
          <RequiredText
            label={t("settings.goalTitle")}
            value={goal.title}
            maxLength={100}
            disabled={readOnly}
            onChange={(title) => put({ ...goal, title }, "title")}
          />
          <ConditionEditor
            name={t("settings.goal")}
            condition={goal.when}
            graph={graph}
            at={null}
            readOnly={readOnly}
            onChange={(when, merge) => put({ ...goal, when }, merge)}
          />
        </>
      )}
    </Rule>
  );
}
