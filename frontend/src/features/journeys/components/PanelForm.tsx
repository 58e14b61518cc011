import { Button } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { IssueNote } from "../builder/panels/IssueNote";
import { PanelFrame } from "../builder/panels/PanelFrame";
import css from "./ask.module.css";

type Props = {
  title: string;
  about?: ReactNode;
  /** Names the action, with the number: 128人を一時停止する. */
  confirm: string;
  danger: boolean;
  /** Everything that is asked has been answered. */
  ready: boolean;
  run: { isPending: boolean; error: unknown };
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A panel that asks before it acts: at the foot the way back and the one action; if that fails, why. */
export function PanelForm({
  title,
  about,
  confirm,
  danger,
  ready,
  run,
  onConfirm,
  onClose,
  children,
}: Props) {
  const { t } = useTranslation();
  const form = useId();
  return (
    <PanelFrame
      title={title}
      about={about}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button
            type="submit"
            form={form}
            color={danger ? "shu" : "ai"}
            disabled={!ready}
            loading={run.isPending}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css.form}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm();
        }}
      >
        {children}
        {run.error ? <IssueNote severity="error">{describeError(run.error)}</IssueNote> : null}
      </form>
    </PanelFrame>
  );
}
