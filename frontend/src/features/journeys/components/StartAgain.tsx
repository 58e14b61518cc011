import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Journey } from "../model";

type Props = { journey: Journey; start: boolean; onChange: (start: boolean) => void };

/** Whether a stopped journey, or one that runs out, is open again by publishing; nothing for any other. */
export function StartAgain({ journey: { status, drains }, start, onChange }: Props) {
  const { t } = useTranslation("journeys");
  if (status !== "stopped" && !drains) return null;
  const key = status === "stopped" ? "start" : "reopen";
  return (
    <Checkbox
      mt="md"
      label={t(`publish.${key}`)}
      description={t(`publish.${key}Help`)}
      checked={start}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
