import { Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelForm } from "@/features/journeys";
import type { MailSelection } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ReasonField } from "@/shared/ui/ReasonField";
import { settleMails } from "../api";
import { settlingQuery } from "../queries";
import { ActDone } from "./ActDone";
import type { Way } from "./SettleButtons";
import { SettlePreview } from "./SettlePreview";

export type SettlingMails = {
  how: Way;
  selection: MailSelection;
  /** Which mails, in words. */
  about: string;
};

/** Mails in doubt sent again or taken as arrived: counted first, then why, then how far it is. */
export function SettleMails({ how, selection, about, onClose }: SettlingMails & { onClose: () => void }) {
  const { t } = useTranslation(["moves", "common"]);
  const refresh = useRefresh();
  const [reason, setReason] = useState("");
  const preview = useQuery(settlingQuery({ action: how, selection }));
  const run = useMutation({
    meta: { quiet: true },
    mutationFn: () => settleMails({ action: how, selection, reason: reason.trim() }),
    onSuccess: refresh,
  });
  if (run.data) {
    const { settled, ...rest } = run.data;
    return <ActDone action={how} unit="mails" done={{ moved: settled, ...rest }} onClose={onClose} />;
  }
  const mails = preview.data?.mails ?? 0;
  return (
    <PanelForm
      title={t(`action.${how}.title`)}
      about={about}
      confirm={mails > 0 ? t(`action.${how}.confirm`, { count: mails }) : t(`action.${how}.name`)}
      danger={how === "resend"}
      ready={mails > 0 && reason.trim() !== ""}
      run={run}
      onConfirm={run.mutate}
      onClose={onClose}
    >
      <SettlePreview query={preview} />
      <Text size="sm" lh={1.7}>
        {t(`action.${how}.after`)}
      </Text>
      <ReasonField
        label={t("reason")}
        description={t("mails.reasonHelp")}
        value={reason}
        onChange={setReason}
      />
    </PanelForm>
  );
}
