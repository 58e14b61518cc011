import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconCloudUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./builder.module.css";
import { useBuilder } from "./store";

/** Whether the draft is safe: always there, never loud unless it is not. */
export function SaveIndicator() {
  const { t } = useTranslation("journeys");
  const status = useBuilder((state) => state.saving.status);
  const bad = status === "failed" || status === "conflict";
  const Mark = bad ? IconAlertTriangle : status === "saved" ? IconCloudCheck : IconCloudUp;
  return (
    <Text component="span" size="xs" className={css.save} data-status={status} c={bad ? "shu" : "dimmed"}>
      <Mark size={16} aria-hidden="true" />
      {t(`save.${status}`)}
    </Text>
  );
}
