import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AskPanel } from "@/features/journeys";
import { useRefresh } from "@/shared/api/use-refresh";
import { formatDateTime } from "@/shared/time/format";
import { notifyDone } from "@/shared/ui/notify";
import type { AttentionRow } from "../answers";
import { settleMessage } from "../api";

type Props = { row: AttentionRow; how: "resend" | "dismiss"; onClose: () => void };

/** A mail nobody knows the fate of: sent again, or taken as arrived. */
export function SettlePanel({ row, how, onClose }: Props) {
  const { t } = useTranslation("moves");
  const refresh = useRefresh();
  const name = row.contact.name || row.contact.email;
  return (
    <AskPanel
      title={t(`attention.settleTitle.${how}`)}
      numbers={[
        { label: t("attention.recipient"), value: name, help: row.contact.email },
        { label: t("attention.unknownTime"), value: formatDateTime(row.at) },
      ]}
      reason="required"
      confirmLabel={t(`attention.settleConfirm.${how}`)}
      danger={how === "resend"}
      onClose={onClose}
      onConfirm={async (reason) => {
        await settleMessage(row.message_id ?? "", how, reason);
        notifyDone(t(`attention.settleDone.${how}`));
        await refresh();
      }}
    >
      {t(`attention.settleText.${how}`, { name })}
      <Anchor component={Link} to={`/enrollments/${row.enrollment_id}`} size="sm" display="block" mt="xs">
        {t("attention.openTrip")}
      </Anchor>
    </AskPanel>
  );
}
