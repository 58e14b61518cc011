import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listUsesOfListOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { deleteList } from "@/shared/api/generated/sdk.gen";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { JourneyUses } from "@/shared/ui/JourneyUses";
import { notifyDone } from "@/shared/ui/notify";

/** Asks first, and shows which journeys would find nobody on the list any more. */
export function DeleteList({ list, onClose }: { list: ListRow; onClose: () => void }) {
  const { t } = useTranslation("lists");
  const uses = useQuery(listUsesOfListOptions({ path: { list_id: list.id } })).data;
  const navigate = useNavigate();
  const refresh = useRefresh();
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t("delete.title", { name: list.name })}
      confirmLabel={t("delete.action")}
      danger
      onConfirm={async () => {
        await deleteList({ path: { list_id: list.id }, throwOnError: true });
        notifyDone(t("delete.done", { name: list.name }));
        await navigate({ to: "/contacts/lists" as string });
        await refresh();
      }}
    >
      <p>{t("delete.text", { count: list.members })}</p>
      <JourneyUses uses={uses} />
    </ConfirmPanel>
  );
}
