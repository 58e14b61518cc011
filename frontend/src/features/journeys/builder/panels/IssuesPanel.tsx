import { Text } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Issue, issueText } from "../issues";
import { nameOf } from "../steps/registry";
import { useBuilder, useBuilderStore } from "../store";
import { useWords } from "../useWords";
import { PanelFrame } from "./PanelFrame";
import css from "./panels.module.css";

export function IssuesPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const issues = useBuilder((state) => state.issues);
  return (
    <PanelFrame
      title={t("issues.title")}
      about={issues.length > 0 ? t("issues.about") : undefined}
      onClose={onClose}
    >
      {issues.length === 0 ? (
        <Text c="moegi" size="sm">
          <IconCircleCheck size={16} style={{ verticalAlign: "text-bottom" }} /> {t("issues.none")}
        </Text>
      ) : (
        <IssueList issues={issues} />
      )}
    </PanelFrame>
  );
}

/** Findings with the step they concern; choosing one opens that step, or the settings of the whole journey. */
export function IssueList({ issues }: { issues: readonly Issue[] }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const words = useWords(graph);
  return issues.map((issue, index) => {
    const node = issue.node ? graph.nodes[issue.node] : undefined;
    const isError = issue.severity === "error";
    const Mark = isError ? IconAlertCircle : IconAlertTriangle;
    return (
      <button
        // biome-ignore lint/suspicious/noArrayIndexKey: the same code may be found twice on one step
        key={`${issue.code}:${issue.node}:${index}`}
        type="button"
        className={css.row}
        onClick={() => {
          const { select, setPanel, settle } = store.getState();
          settle();
          if (node && issue.node) select([issue.node]);
          else setPanel({ kind: "settings" });
        }}
      >
        <Mark size={18} color={isError ? "var(--shu)" : "var(--yamabuki)"} style={{ flex: "none" }} />
        <span>
          <div className={css.rowName}>
            {t(`issues.${issue.severity}`)} ・ {node ? nameOf(node, words) : t("issues.whole")}
          </div>
          <div>{issueText(issue, words)}</div>
        </span>
      </button>
    );
  });
}
