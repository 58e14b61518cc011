import { IconAlertCircleFilled, IconAlertTriangleFilled, IconPencil } from "@tabler/icons-react";
import { errorsOf, type Issue } from "../../issues";
import css from "../canvas.module.css";

/** A small mark; the words are in the issues list. While a step is being filled in it only says "unfinished". */
export function IssueBadge({ issues, quiet }: { issues: readonly Issue[]; quiet: boolean }) {
  if (issues.length === 0) return null;
  if (quiet) {
    return (
      <span className={css.badge} data-tone="quiet">
        <IconPencil size={14} />
      </span>
    );
  }
  const isError = errorsOf(issues).length > 0;
  const Mark = isError ? IconAlertCircleFilled : IconAlertTriangleFilled;
  return (
    <span className={css.badge} data-tone={isError ? "shu" : "yamabuki"}>
      <Mark size={16} />
      {issues.length > 1 && <b>{issues.length}</b>}
    </span>
  );
}
