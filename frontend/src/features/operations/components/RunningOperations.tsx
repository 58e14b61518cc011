import { Anchor, Popover, RingProgress, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLiveOperations } from "../live";
import { percentOf, useOperationKind, useRunningOperations } from "../queries";
import { CancelOperation } from "./CancelOperation";
import { OperationProgress } from "./OperationProgress";
import classes from "./RunningOperations.module.css";

/** In the top bar: what is running now and how far it is, a way to stop it, and the way to all of it. */
export function RunningOperations() {
  const { t } = useTranslation();
  const kind = useOperationKind();
  const [opened, { toggle, close }] = useDisclosure(false);
  useLiveOperations();
  const running = useRunningOperations().data ?? [];
  const percent = percentOf(running);
  const label =
    running.length > 0 ? t("topbar.running", { count: running.length }) : t("topbar.nothingRunning");
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button} aria-label={label} title={label} onClick={toggle}>
          {running.length > 0 ? (
            <>
              <RingProgress
                size={26}
                thickness={4}
                roundCaps
                sections={[{ value: percent ?? 15, color: "ai" }]}
                aria-hidden
              />
              <span className={classes.percent}>
                {percent === null ? kind(running[0]?.kind ?? "") : `${percent}%`}
              </span>
            </>
          ) : (
            <IconListCheck size={20} stroke={1.6} aria-hidden />
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
            <div key={operation.id}>
              <Link
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
              <CancelOperation operation={operation} size="compact-xs" mt={6} />
            </div>
          ))}
          <Anchor component={Link} to="/operations" size="sm" onClick={close}>
            {t("topbar.allOperations")}
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
