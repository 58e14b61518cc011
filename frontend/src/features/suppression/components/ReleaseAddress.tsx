import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { removeSuppressionMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { SuppressionRow } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { notifyDone } from "@/shared/ui/notify";

/** Lifts a stop; the address is typed, since mailing somebody who opted out breaks the law. */
export function ReleaseAddress({ row, onClose }: { row: SuppressionRow | null; onClose: () => void }) {
  const { t } = useTranslation("suppression");
  const refresh = useRefresh();
  const remove = useMutation({ ...removeSuppressionMutation(), meta: { quiet: true } });
  return (
    <ConfirmPanel
      opened={row !== null}
      onClose={onClose}
      title={t("releaseTitle")}
      confirmLabel={t("releaseSubmit")}
      phrase={row?.email}
      danger
      onConfirm={async () => {
        if (!row) return;
        await remove.mutateAsync({ path: { email: row.email } });
        notifyDone(t("released", { email: row.email }));
        await refresh();
      }}
    >
      {t("releaseText", { email: row?.email ?? "" })}
    </ConfirmPanel>
  );
}
