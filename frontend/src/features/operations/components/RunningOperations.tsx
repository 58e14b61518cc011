import { Anchor, Indicator, Loader, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconProgress } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useOperationKind, useRunningOperations } from "../queries";
import { OperationProgress } from "./OperationProgress";
import classes from "./RunningOperations.module.css";

/** In the top bar: what is running now, and the way to all of it. */
export function RunningOperations() {
  const { t } = useTranslation();
  const kind = useOperationKind();
  const [opened, { toggle, close }] = useDisclosure(false);
  const running = useRunningOperations().data ?? [];
  const label =
    running.length > 0 ? t("topbar.running", { count: running.length }) : t("topbar.nothingRunning");
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button} aria-label={label} title={label} onClick={toggle}>
          {running.length > 0 ? (
            <Indicator label={running.length} size={15} color="ai">
              <Loader size={18} aria-hidden />
            </Indicator>
          ) : (
            <IconProgress size={20} stroke={1.6} aria-hidden />
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {running.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("topbar.nothingRunning")}
            </Text>
          )}
          {running.map((operation) => (
            <Link
              key={operation.id}
              to="/operations/$operationId"
              params={{ operationId: operation.id }}
              onClick={close}
              className={classes.entry}
            >
              <Text size="sm" fw={600} mb={4}>
                {kind(operation.kind)}
              </Text>
              <OperationProgress operation={operation} />
            </Link>
          ))}
          <Anchor component={Link} to="/operations" size="sm" onClick={close}>
            {t("topbar.allOperations")}
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
