import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PanelFrame } from "../PanelFrame";
import { EndSettings } from "./EndSettings";
import { EntrySettings } from "./EntrySettings";
import { ExitSettings } from "./ExitSettings";
import { GoalSettings } from "./GoalSettings";
import { SendingSettings } from "./SendingSettings";

/** Rules of the whole journey: who may enter, what it is for, when mails go out, and what ends it. */
export function SettingsPanel({ readOnly, onClose }: { readOnly: boolean; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  return (
    <PanelFrame title={t("settings.title")} about={t("settings.about")} onClose={onClose}>
      <Heading>{t("settings.entering")}</Heading>
      <EntrySettings readOnly={readOnly} />
      <Heading>{t("settings.sending")}</Heading>
      <SendingSettings readOnly={readOnly} />
      <Heading>{t("settings.ending")}</Heading>
      <GoalSettings readOnly={readOnly} />
      <EndSettings readOnly={readOnly} />
      <ExitSettings readOnly={readOnly} />
    </PanelFrame>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return (
    <Text component="h3" fw={600} size="sm" mt="xs" c="dimmed">
      {children}
    </Text>
  );
}
