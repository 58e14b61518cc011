import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** A quiet word, or a warning, above what it concerns. */
export function Notice({ tone = "info", children }: { tone?: "info" | "warning"; children: ReactNode }) {
  const warning = tone === "warning";
  return (
    <Alert
      color={warning ? "yamabuki" : "ai"}
      icon={warning ? <IconAlertTriangle size={18} aria-hidden /> : <IconInfoCircle size={18} aria-hidden />}
      mb="md"
    >
      {children}
    </Alert>
  );
}
