import { Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WebhookSecretMade } from "@/shared/api/generated/types.gen";
import { SecretOnce } from "@/shared/ui/SecretOnce";

const EXAMPLE = "Tabiji-Signature: t=1767225600,v1=9f86d0…";

/** The key, this once, and where the receiver finds the signature. */
export function MadeSecret({ made, onClose }: { made: WebhookSecretMade; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  return (
    <SecretOnce title={made.name} warning={t("once")} secret={made.secret} onClose={onClose}>
      <Text size="sm" c="dimmed">
        {t("usage")}
      </Text>
      <Code block>{EXAMPLE}</Code>
      <Text size="sm" c="dimmed">
        {t("check")}
      </Text>
    </SecretOnce>
  );
}
