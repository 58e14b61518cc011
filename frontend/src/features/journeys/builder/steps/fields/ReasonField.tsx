import { Autocomplete } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EXIT_REASONS, isKnownReason } from "../exit/summary";

type Props = {
  label: string;
  description?: string;
  value: string;
  disabled: boolean;
  onChange: (reason: string) => void;
};

/** How a trip ends: one of the usual ways, or a name of one's own. */
export function ReasonField({ label, description, value, disabled, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const named = EXIT_REASONS.map((reason) => ({ reason, text: t(`exitReason.${reason}`) }));
  return (
    <Autocomplete
      label={label}
      description={description}
      value={isKnownReason(value) ? t(`exitReason.${value}`) : value}
      data={[...new Set(named.map((item) => item.text))]}
      maxLength={100}
      disabled={disabled}
      onChange={(text) => onChange(named.find((item) => item.text === text)?.reason ?? (text || "completed"))}
    />
  );
}
