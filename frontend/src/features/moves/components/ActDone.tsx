import { Anchor, Button, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelFrame } from "@/features/journeys";
import {
  CancelOperation,
  isOver,
  OperationProgress,
  partsOf,
  Refused,
  refusedIn,
  useOperation,
} from "@/features/operations";
import type { ActionResult } from "@/shared/api/generated/types.gen";
import type { Action } from "../model";
import css from "./act.module.css";
import { ResumeFirst } from "./ResumeFirst";
import type { Way } from "./SettleButtons";

type Props = {
  action: Action | Way;
  /** What was counted: people who were acted on, or their mails. */
  unit?: "people" | "mails";
  done: ActionResult;
  /** For those who were left alone because they are paused. */
  onResume?: () => void;
  onClose: () => void;
};

/** What came of it at once, or how far the work in the background is, with a way to stop it. */
export function ActDone({ action, unit = "people", done, onResume, onClose }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const operation = useOperation(done.operation_id).data;
  const running = done.operation_id !== null && !(operation && isOver(operation));
  const refused = operation ? refusedIn(operation.result) : done.refused;
  const titleOf = () => {
    if (running) return t(`action.${action}.running`);
    if (operation?.status === "cancelled") return t("cancelled.title");
    return t(operation?.status === "failed" ? "failed.title" : `action.${action}.done`);
  };
  return (
    <PanelFrame
      title={titleOf()}
      onClose={onClose}
      footer={
        <>
          {operation && <CancelOperation operation={operation} />}
          <Button onClick={onClose}>{t("common:action.close")}</Button>
        </>
      }
    >
      {done.operation_id === null ? (
        <div className={css.box} role="status">
          <div className={css.big}>
            <IconCircleCheck size={24} color="var(--moegi)" aria-hidden="true" />{" "}
            {t(`common:count.${unit}`, { count: done.moved })}
          </div>
          <Text size="sm">{t(`kept.${unit}`)}</Text>
          <Refused counts={refused} unit={unit} />
        </div>
      ) : (
        <>
          {operation && <OperationProgress operation={operation} />}
          <Text size="sm">
            {operation?.status === "cancelled"
              ? t(`cancelled.${unit}`, partsOf(operation))
              : t(running ? `background.${unit}` : "backgroundDone")}
          </Text>
          {!running && <Refused counts={refused} unit={unit} />}
          <Anchor component={Link} to={`/operations/${done.operation_id}`} size="sm">
            {t("openOperation")}
          </Anchor>
        </>
      )}
      {!running && onResume && <ResumeFirst people={refused.paused} onResume={onResume} />}
    </PanelFrame>
  );
}
