import { Anchor, Button, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelFrame } from "@/features/journeys";
import { isOver, OperationProgress, useOperation } from "@/features/operations";
import type { EnrollResult } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { LeftOutList } from "./LeftOutList";
import css from "./people.module.css";

type Props = { result: EnrollResult; onAgain: () => void; onClose: () => void };

/** What came of enrolling: how many at once, or how far the work in the background is. */
export function EnrollDone({ result, onAgain, onClose }: Props) {
  const { t } = useTranslation("enrollments");
  const operation = useOperation(result.operation_id);
  const running = result.operation_id !== null && !(operation.data && isOver(operation.data));
  return (
    <PanelFrame
      title={t(running ? "enroll.running" : "enroll.done")}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onAgain}>
            {t("enroll.again")}
          </Button>
          <Button onClick={onClose}>{t("enroll.watch")}</Button>
        </>
      }
    >
      {result.operation_id === null ? (
        <div className={css.box} role="status">
          <div className={css.big}>
            <IconCircleCheck size={24} color="var(--moegi)" aria-hidden="true" />{" "}
            {t("enroll.people", { n: formatNumber(result.enrolled) })}
          </div>
          <Text size="sm">{t("enroll.doneText")}</Text>
        </div>
      ) : (
        <>
          {operation.data && <OperationProgress operation={operation.data} />}
          <Text size="sm">{t(running ? "enroll.background" : "enroll.backgroundDone")}</Text>
          <Anchor component={Link} to={`/operations/${result.operation_id}`} size="sm">
            {t("enroll.openOperation")}
          </Anchor>
        </>
      )}
      <LeftOutList leftOut={result.left_out} />
    </PanelFrame>
  );
}
