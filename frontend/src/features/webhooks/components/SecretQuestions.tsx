import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { listUsesOfWebhookSecretOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { deleteWebhookSecret, rotateWebhookSecret } from "@/shared/api/generated/sdk.gen";
import type { WebhookSecretMade, WebhookSecretRow } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { JourneyUses } from "@/shared/ui/JourneyUses";
import { notifyDone } from "@/shared/ui/notify";

interface Props {
  secret: WebhookSecretRow;
  onClose: () => void;
}

/** Before a key is replaced: from when, and which journeys sign with it. */
export function RotateSecret({
  secret,
  onMade,
  onClose,
}: Props & { onMade: (made: WebhookSecretMade) => void }) {
  const { t } = useTranslation("webhooks");
  return (
    <Question
      secret={secret}
      onClose={onClose}
      title={t("rotateTitle", { name: secret.name })}
      label={t("rotate")}
      done={t("rotated", { name: secret.name })}
      act={async () =>
        onMade((await rotateWebhookSecret({ path: { secret_id: secret.id }, throwOnError: true })).data)
      }
    >
      {t("rotateText")}
    </Question>
  );
}

/** Before a key goes: which journeys would fail to call. */
export function DeleteSecret({ secret, onClose }: Props) {
  const { t } = useTranslation("webhooks");
  return (
    <Question
      secret={secret}
      onClose={onClose}
      title={t("delete.title", { name: secret.name })}
      label={t("delete.action")}
      done={t("delete.done", { name: secret.name })}
      act={() => deleteWebhookSecret({ path: { secret_id: secret.id }, throwOnError: true })}
    >
      {t("delete.text")}
    </Question>
  );
}

interface QuestionProps extends Props {
  title: string;
  label: string;
  done: string;
  act: () => Promise<unknown>;
  children: ReactNode;
}

function Question({ secret, onClose, title, label, done, act, children }: QuestionProps) {
  const uses = useQuery(listUsesOfWebhookSecretOptions({ path: { secret_id: secret.id } })).data;
  const refresh = useRefresh();
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={title}
      confirmLabel={label}
      danger
      onConfirm={async () => {
        await act();
        notifyDone(done);
        await refresh();
      }}
    >
      <p>{children}</p>
      <JourneyUses uses={uses} />
    </ConfirmPanel>
  );
}
