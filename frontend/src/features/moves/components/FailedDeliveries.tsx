import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import type { FailedDelivery } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PagesView } from "@/shared/ui/PagesView";
import type { AttentionView } from "../answers";
import { readDeliveries } from "../api";
import { ATTENTION } from "../queries";
import { AttentionHead } from "./AttentionHead";
import { DeliveryGroups } from "./DeliveryGroups";
import { DeliveryTable } from "./DeliveryTable";
import { SettleDeliveries, type Settling } from "./SettleDeliveries";
import { WithPanel } from "./WithPanel";

/** What "notify" steps could not tell the team or another system: why, and sending it again. */
export function FailedDeliveries({ onView }: { onView: (view: AttentionView) => void }) {
  const { t } = useTranslation("moves");
  const mayAct = useMay("controlJourneys");
  const [settling, setSettling] = useState<Settling | null>(null);
  const pages = usePages<FailedDelivery>([...ATTENTION, "deliveries"], readDeliveries);
  const onSettle = mayAct ? setSettling : undefined;
  return (
    <WithPanel
      panel={
        settling && (
          <SettleDeliveries
            key={JSON.stringify(settling)}
            settling={settling}
            onClose={() => setSettling(null)}
          />
        )
      }
    >
      <Page>
        <AttentionHead view="deliveries" onView={onView} />
        <DeliveryGroups onSettle={onSettle} />
        <PagesView pages={pages}>
          {(rows) => (
            <DeliveryTable
              rows={rows}
              onSettle={onSettle}
              more={pages.more}
              empty={
                <EmptyState
                  picture={<IconCircleCheck size={28} />}
                  title={t("deliveries.none")}
                  text={t("deliveries.noneText")}
                />
              }
            />
          )}
        </PagesView>
      </Page>
    </WithPanel>
  );
}
