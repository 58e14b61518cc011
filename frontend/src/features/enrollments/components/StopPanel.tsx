import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskPanel } from "@/features/journeys";
import { formatDateTime } from "@/shared/time/format";
import { notifyDone } from "@/shared/ui/notify";
import type { Enrollment } from "../model";
import { enrollmentKeys, stopEnrollment } from "../queries";

type Props = { enrollment: Enrollment; name: string; onClose: () => void };

/** Ends the journey for one contact: what they got so far, what would come next, why, then the action. */
export function StopPanel({ enrollment, name, onClose }: Props) {
  const { t } = useTranslation(["enrollments", "common"]);
  const client = useQueryClient();
  const sent = enrollment.messages.filter((message) => message.status === "sent").length;
  return (
    <AskPanel
      title={t("stop.title", { name })}
      numbers={[
        { label: t("stop.sent"), value: t("common:count.mails", { count: sent }) },
        {
          label: t("stop.next"),
          value: enrollment.due_at ? formatDateTime(enrollment.due_at) : t("stop.nothing"),
        },
      ]}
      reason="required"
      confirmLabel={t("stop.confirm")}
      danger
      onClose={onClose}
      onConfirm={async (reason) => {
        const stopped = await stopEnrollment(enrollment.id, reason);
        client.setQueryData(enrollmentKeys.one(enrollment.id), stopped);
        notifyDone(t("stop.done", { name }));
      }}
    >
      {t("stop.text", { name, journey: enrollment.journey.name })}
    </AskPanel>
  );
}
