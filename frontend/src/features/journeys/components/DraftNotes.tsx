import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph } from "../builder/document/graph";
import { errorsOf, type Issue } from "../builder/issues";
import { IssueNote } from "../builder/panels/IssueNote";

type Props = { graph: JourneyGraph; issues: readonly Issue[]; mend: ReactNode };

/** What to know before trying a draft: that there is nothing to try yet, or that people would get stuck in it. */
export function DraftNotes({ graph, issues, mend }: Props) {
  const { t } = useTranslation("journeys");
  const errors = errorsOf(issues).length;
  if (Object.values(graph.nodes).every((node) => node.type === "exit")) {
    return <IssueNote severity="warning">{t("simulate.empty")}</IssueNote>;
  }
  if (errors === 0) return null;
  return (
    <IssueNote severity="warning">
      {t("simulate.errors", { count: errors })} {mend}
    </IssueNote>
  );
}
