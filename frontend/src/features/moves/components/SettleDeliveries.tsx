import { useTranslation } from "react-i18next";
import { AskPanel } from "@/features/journeys";
import type { DeliveriesSettling, FailedDelivery } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import { settleDeliveries } from "../api";
import type { Way } from "./SettleButtons";

export type Settling = {
  how: Way;
  count: number;
  channel: FailedDelivery["channel"];
  status: FailedDelivery["status"];
  whom: Pick<DeliveriesSettling, "ids" | "filter">;
};

/** Asks before what did not arrive is sent again or given up; a mail in doubt may come twice, and this says so. */
export function SettleDeliveries({ settling, onClose }: { settling: Settling; onClose: () => void }) {
  const { t } = useTranslation(["moves", "common"]);
  const refresh = useRefresh();
  const { how, count, channel, status, whom } = settling;
  const twice = channel === "mail" && status === "unconfirmed";
  const text = how === "dismiss" ? "dismiss" : twice ? "twice" : channel;
  return (
    <AskPanel
      title={t(`deliveries.title.${how}`)}
      numbers={[{ label: t(`deliveries.channel.${channel}`), value: t("common:count.items", { count }) }]}
      reason="required"
      confirmLabel={t(`deliveries.confirm.${how}`, { count })}
      danger={how === "resend" && twice}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { settled, refused } = await settleDeliveries({ how, reason, ...whom });
        const left = Object.values(refused).reduce((sum, number) => sum + number, 0);
        notifyDone(
          t(`deliveries.done.${how}`, { count: settled }) +
            (left ? t("deliveries.left", { count: left }) : ""),
        );
        await refresh();
      }}
    >
      {t(`deliveries.ask.${text}`)}
    </AskPanel>
  );
}
