import { Box, Button, Text } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OperationProgress } from "@/features/operations";
import type { BacktestView } from "@/shared/api/generated/types.gen";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Section } from "@/shared/ui/Section";
import { IssueNote } from "../builder/panels/IssueNote";
import { standing } from "./standing";

type Props = { journeyId: string; view: BacktestView };

/** How far it is; or why there is less to see than was asked for, and what to do about it. Nothing when all is there. */
export function BacktestStanding({ journeyId, view }: Props) {
  const { t } = useTranslation("journeys");
  const { operation, counts } = view;
  const how = standing(view);
  const again = (
    <Button component={Link} to={`/journeys/${journeyId}/backtests`} variant="default" size="xs">
      {t("backtest.again")}
    </Button>
  );
  if (how === "done") return null;
  if (how === "nobody" || how === "deleted") {
    return (
      <EmptyState
        picture={<IconUserOff size={28} />}
        title={t(`backtest.${how}Title`)}
        text={t(`backtest.${how}Text`, { count: counts.left_out.deleted ?? 0 })}
        action={again}
      />
    );
  }
  const counted = t(counts.contacts > 0 ? "backtest.counted" : "backtest.notCounted");
  return (
    <Section
      title={t("backtest.progress")}
      {...(how === "cancelled" || how === "failed" ? { actions: again } : {})}
    >
      <OperationProgress operation={operation} />
      {how === "failed" && (
        <Box mt="sm">
          <IssueNote severity="error">
            {t("backtest.failed")} {counted}
          </IssueNote>
        </Box>
      )}
      {how === "cancelled" && (
        <Text size="sm" mt="sm">
          {t("backtest.cancelled")} {counted}
        </Text>
      )}
      {(how === "queued" || how === "running") && (
        <Text size="sm" c="dimmed" mt="sm" role="status">
          {t(counts.contacts > 0 ? "backtest.soFar" : "backtest.beginning")}
        </Text>
      )}
    </Section>
  );
}
