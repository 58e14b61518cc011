import { Button, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Notice } from "@/shared/ui/Notice";
import { ReasonField } from "@/shared/ui/ReasonField";
import { Section } from "@/shared/ui/Section";
import { isOver, useOperation } from "../queries";
import { startReconcile } from "../reconcile";
import { Found } from "./Found";
import { OperationProgress } from "./OperationProgress";

const WAYS = ["mend", "look"] as const;

/** A check by hand: what for, why, how far it is, and what it found. */
export function ReconcileNow() {
  const { t } = useTranslation("operations");
  const refresh = useRefresh();
  const allowed = useMay("manageOrganization");
  const [way, setWay] = useState<(typeof WAYS)[number]>("mend");
  const [reason, setReason] = useState("");
  const start = useMutation({
    meta: { quiet: true },
    mutationFn: () => startReconcile(way === "look", reason.trim()),
    onSuccess: () => {
      setReason("");
      void refresh();
    },
  });
  if (!allowed) return <Notice>{t("reconcile.onlyAdmin")}</Notice>;
  return (
    <Section title={t("reconcile.now")} description={t("reconcile.nowText")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <Stack gap="md">
          <Radio.Group
            label={t("reconcile.mode")}
            value={way}
            onChange={(next) => setWay(next as (typeof WAYS)[number])}
          >
            <Stack gap={8} mt={6}>
              {WAYS.map((name) => (
                <Radio key={name} value={name} label={t(`reconcile.mode_${name}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <ReasonField
            label={t("reconcile.reason")}
            description={t("reconcile.reasonHelp")}
            value={reason}
            onChange={setReason}
          />
          {start.error && <Notice tone="warning">{describeError(start.error)}</Notice>}
          <div>
            <Button type="submit" disabled={!reason.trim()} loading={start.isPending}>
              {t(way === "look" ? "reconcile.startLook" : "reconcile.start")}
            </Button>
          </div>
        </Stack>
      </form>
      {start.data && <Outcome started={start.data} />}
    </Section>
  );
}

function Outcome({ started }: { started: OperationView }) {
  const { t } = useTranslation("operations");
  const operation = useOperation(started.id).data ?? started;
  const looked = operation.params.dry_run === true;
  return (
    <Stack gap="xs" mt="md" role="status">
      <OperationProgress operation={operation} />
      {isOver(operation) && operation.status === "done" && (
        <Notice>
          {looked && t("reconcile.lookedOnly")}
          <Found counts={operation.result} mended={!looked} />
        </Notice>
      )}
    </Stack>
  );
}
