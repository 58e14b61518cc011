import { Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OperationProgress, useOperationKind } from "@/features/operations";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { Section } from "@/shared/ui/Section";

/** Imports and bulk work that are under way. */
export function RunningWork({ operations }: { operations: OperationView[] }) {
  const { t } = useTranslation("home");
  const kind = useOperationKind();
  return (
    <Section title={t("work.title")}>
      <Stack gap="md">
        {operations.map((operation) => (
          <Link
            key={operation.id}
            to="/operations/$operationId"
            params={{ operationId: operation.id }}
            style={{ color: "inherit", textDecoration: "none" }}
          >
            <Text fw={500} mb={4}>
              {kind(operation.kind)}
            </Text>
            <OperationProgress operation={operation} />
          </Link>
        ))}
      </Stack>
    </Section>
  );
}
