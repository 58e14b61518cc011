import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TemplateIssueView } from "@/shared/api/generated/types.gen";
import classes from "./Issues.module.css";

/** What the check says, in words, with part and line. Errors keep the text from being saved. */
export function Issues({ issues }: { issues: TemplateIssueView[] }) {
  const { t } = useTranslation("templates");
  const word = useIssueText();
  return (
    <section aria-label={t("issues.title")} aria-live="polite" className={classes.issues}>
      {issues.length === 0 && (
        <Text size="sm" c="dimmed" className={classes.fine}>
          <IconCircleCheck size={16} aria-hidden /> {t("issues.none")}
        </Text>
      )}
      {issues.map((issue) => (
        <div
          key={`${issue.code}:${issue.part}:${issue.line}:${issue.message}`}
          className={classes.issue}
          data-severity={issue.severity}
        >
          {issue.severity === "error" ? (
            <IconCircleX size={16} aria-label={t("issues.error")} role="img" />
          ) : (
            <IconAlertTriangle size={16} aria-label={t("issues.warning")} role="img" />
          )}
          <div>
            <Text size="sm">{word(issue)}</Text>
            <Text size="xs" c="dimmed">
              {t(`parts.${issue.part}`)}
              {issue.line !== null && ` · ${t("issues.line", { line: issue.line })}`}
            </Text>
          </div>
        </div>
      ))}
    </section>
  );
}

/** By code; a finding nobody has worded yet is shown as the server said it. */
function useIssueText(): (issue: TemplateIssueView) => string {
  const { t, i18n } = useTranslation("templates");
  return ({ code, message, params }) => {
    const key = `issue.${code}`;
    if (!i18n.exists(key, { ns: "templates" })) return message;
    const values = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, listed(value)]));
    const text = (t as unknown as (key: string, values: Record<string, string>) => string)(key, values);
    const suggestion = listed(params.suggestion ?? params.did_you_mean ?? params.close);
    return suggestion ? `${text} ${t("issues.suggestion", { name: suggestion })}` : text;
  };
}

function listed(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value === null || value === undefined ? "" : String(value);
}
