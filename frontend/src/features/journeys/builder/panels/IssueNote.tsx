import { Alert } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** What is wrong (must be fixed) or doubtful (may stay), with its own sign each. */
export function IssueNote({ severity, children }: { severity: "error" | "warning"; children: ReactNode }) {
  const isError = severity === "error";
  return (
    <Alert
      color={isError ? "shu" : "yamabuki"}
      variant="light"
      p="xs"
      icon={isError ? <IconAlertCircle size={18} /> : <IconAlertTriangle size={18} />}
    >
      {children}
    </Alert>
  );
}
