import { Anchor, Button, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelFrame } from "@/features/journeys";
import {
  CancelOperation,
  isOver,
  OperationProgress,
  Refused,
  refusedIn,
  useOperation,
} from "@/features/operations";
import type { ActionResult } from "@/shared/api/generated/types.gen";
import type { Action } from "../model";
import css from "./act.module.css";

type Props = { action: Action; done: ActionResult; onClose: () => void };

/** What came of it at once, or how far the work in the background is, with a way to stop it. */
export function ActDone({ action, done, onClose }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  const operation = useOperation(done.operation_id).data;
  const running = done.operation_id !== null && !(operation && isOver(operation));
  return (
    <PanelFrame
      title={t(running ? `action.${action}.running` : `action.${action}.done`)}
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
            {t("common:count.people", { count: done.moved })}
          </div>
          <Text size="sm">{t("kept")}</Text>
          <Refused counts={done.refused} />
        </div>
      ) : (
        <>
          {operation && <OperationProgress operation={operation} />}
          <Text size="sm">{t(running ? "background" : "backgroundDone")}</Text>
          {operation && isOver(operation) && <Refused counts={refusedIn(operation.result)} />}
          <Anchor component={Link} to={`/operations/${done.operation_id}`} size="sm">
            {t("openOperation")}
          </Anchor>
        </>
      )}
    </PanelFrame>
  );
}
