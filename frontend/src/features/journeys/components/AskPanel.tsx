import { Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ReasonField } from "@/shared/ui/ReasonField";
import css from "./ask.module.css";
import { PanelForm } from "./PanelForm";

export type AskNumber = { label: string; value: string; help?: string };

type Props = {
  title: string;
  /** What it concerns, counted, before anything is said about it. */
  numbers: readonly AskNumber[];
  children: ReactNode;
  /** Asks why; kept in the history. */
  reason?: "optional" | "required";
  /** Repeats what happens, with the number: 128人を一時停止する. */
  confirmLabel: string;
  danger?: boolean;
  /** The numbers are still on their way. */
  pending?: boolean;
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asked beside the picture before something large: how many, what happens and how to undo it, why, then the action. */
export function AskPanel(props: Props) {
  const { title, numbers, children, reason, confirmLabel, danger, pending, onConfirm, onClose } = props;
  const [why, setWhy] = useState("");
  const run = useMutation({
    meta: { quiet: true },
    mutationFn: () => onConfirm(why.trim()),
    onSuccess: onClose,
  });
  return (
    <PanelForm
      title={title}
      confirm={confirmLabel}
      danger={danger ?? false}
      ready={!pending && (reason !== "required" || why.trim() !== "")}
      run={run}
      onConfirm={run.mutate}
      onClose={onClose}
    >
      {numbers.length > 0 && (
        <dl className={css.numbers} aria-busy={pending}>
          {numbers.map((number) => (
            <div key={number.label}>
              <dt>{number.label}</dt>
              <dd>{pending ? "…" : number.value}</dd>
              {number.help && <dd className={css.help}>{number.help}</dd>}
            </div>
          ))}
        </dl>
      )}
      <Text component="div" size="sm" lh={1.7}>
        {children}
      </Text>
      {reason && <ReasonField autoFocus required={reason === "required"} value={why} onChange={setWhy} />}
    </PanelForm>
  );
}
