import { Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label?: string;
  description?: string;
  required?: boolean;
  /** The first thing to be typed where it stands, in a panel or in a dialogue. */
  autoFocus?: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** Why something is done to many; kept in the history. */
export function ReasonField({ label, required = true, autoFocus = false, onChange, ...props }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      {...props}
      label={label ?? t("confirm.reason")}
      required={required}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      maxLength={500}
      autosize
      minRows={2}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
