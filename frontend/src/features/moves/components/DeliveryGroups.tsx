import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { callReason, useStepNames, useWords } from "@/features/journeys";
import type { DeliveryGroup } from "@/shared/api/generated/types.gen";
import { TimeText } from "@/shared/ui/TimeText";
import { placeOf } from "../answers";
import { deliveryGroupsQuery } from "../queries";
import { GroupList } from "./GroupList";
import { SettleButtons } from "./SettleButtons";
import type { Settling } from "./SettleDeliveries";

/** One step, one channel, one reason: mended once and sent again together. */
export function DeliveryGroups({ onSettle }: { onSettle: ((settling: Settling) => void) | undefined }) {
  const { t } = useTranslation(["moves", "common"]);
  const groups = useQuery(deliveryGroupsQuery).data ?? [];
  const stepName = useStepNames(groups.map(placeOf));
  const words = useWords(null);
  const rows = groups.map((group) => ({
    key: JSON.stringify(settlingOf(group, "resend").whom),
    count: t("common:count.items", { count: group.count }),
    why: callReason({ reason: group.code }, words),
    where: (
      <>
        {t(`deliveries.channel.${group.channel}`)}
        {" ・ "}
        {group.journey} › {stepName(placeOf(group), group.node)}
        {" ・ "}
        <TimeText at={group.last} />
      </>
    ),
    acts: onSettle && (
      <SettleButtons
        label={(how) => t(`deliveries.all.${how}`)}
        onSettle={(how) => onSettle(settlingOf(group, how))}
      />
    ),
  }));
  return <GroupList title={t("deliveries.groups")} rows={rows} />;
}

function settlingOf({ journey_id, node, channel, status, code, count }: DeliveryGroup, how: Settling["how"]) {
  const filter = { journey_id, node, channel, status, ...(code ? { code } : {}) };
  return { how, count, channel, status, whom: { filter } };
}
