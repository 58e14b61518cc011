import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Refused } from "@/features/operations";
import type { ActionPreview } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { CountList } from "@/shared/ui/CountList";
import { QueryView } from "@/shared/ui/QueryView";
import css from "./act.module.css";
import { ResumeFirst } from "./ResumeFirst";

type Props = {
  query: UseQueryResult<ActionPreview, unknown>;
  stepName: (id: string) => string;
  onResume: () => void;
};

/** How many people it concerns and where they stand, what goes out because of it, and who is left out and why. */
export function ActPreview({ query, ...rest }: Props) {
  return (
    <div className={css.box} role="status" aria-busy={query.isFetching}>
      <QueryView query={query}>{(preview) => <Counts preview={preview} {...rest} />}</QueryView>
    </div>
  );
}

type CountsProps = Omit<Props, "query"> & { preview: ActionPreview };

function Counts({ preview, stepName, onResume }: CountsProps) {
  const { t } = useTranslation(["moves", "common"]);
  const steps = Object.entries(preview.by_node).sort(([, a], [, b]) => b - a);
  return (
    <>
      <div className={css.big}>{t("common:count.people", { count: preview.people })}</div>
      <Text size="sm">{t(preview.people > 0 ? "concerned" : "nobody")}</Text>
      {steps.length > 0 && (
        <CountList
          label={t("where")}
          counts={steps.map(([id, people]) => [stepName(id), formatNumber(people)])}
        />
      )}
      {preview.people > 0 && (
        <CountList counts={[[t("mailsAhead"), t("common:count.mails", { count: preview.mails })]]} />
      )}
      <Refused counts={preview.refused} />
      <ResumeFirst people={preview.refused.paused} onResume={onResume} />
    </>
  );
}
