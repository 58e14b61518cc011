import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isOver, OperationProgress, useOperation } from "@/features/operations";
import { useMay } from "@/shared/access/session";
import { cancelOperationMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { Import, OperationView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { formatNumber } from "@/shared/time/format";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { ImportIssues } from "./ImportIssues";
import { Report } from "./Report";

interface Props {
  list: Import;
  onOver: () => void;
}

/** The run: how far it is, and what it did. It goes on without the page. */
export function RunStep({ list, onOver }: Props) {
  const { t } = useTranslation("imports");
  const query = useOperation(list.operation_id);
  const refresh = useRefresh();
  const over = query.data ? isOver(query.data) : false;
  const listOver = ["done", "cancelled", "failed"].includes(list.status);
  const told = useRef(listOver);

  useEffect(() => {
    if (!over || told.current) return;
    told.current = true;
    onOver();
    void refresh();
  }, [over, onOver, refresh]);

  return (
    <Stack gap="lg">
      <Section title={t("run.title")} description={over ? undefined : t("run.text")}>
        <QueryView query={query}>
          {(operation) => (
            <Stack gap="md">
              <OperationProgress operation={operation} />
              {over ? <Outcome operation={operation} /> : <Cancel operation={operation} />}
            </Stack>
          )}
        </QueryView>
      </Section>
      {over && list.report && <Report report={list.report} over />}
      {over && list.report && <ImportIssues list={list} />}
    </Stack>
  );
}

function Cancel({ operation }: { operation: OperationView }) {
  const { t } = useTranslation("imports");
  const mayImport = useMay("importContacts");
  const cancel = useMutation(cancelOperationMutation());
  if (!mayImport) return null;
  return (
    <Group justify="flex-end">
      <Button
        variant="default"
        disabled={operation.cancel_requested || cancel.isPending}
        onClick={() => cancel.mutate({ path: { operation_id: operation.id } })}
      >
        {t(operation.cancel_requested ? "run.cancelling" : "run.cancel")}
      </Button>
    </Group>
  );
}

function Outcome({ operation }: { operation: OperationView }) {
  const { t } = useTranslation("imports");
  const { new: fresh, updated } = operation.result;
  const numbers = { fresh: formatNumber(Number(fresh ?? 0)), updated: formatNumber(Number(updated ?? 0)) };
  return (
    <>
      {operation.status === "done" && <Text role="status">{t("run.done", numbers)}</Text>}
      {operation.status === "cancelled" && <Alert color="yamabuki">{t("run.cancelled", numbers)}</Alert>}
      {operation.status === "failed" && <Alert color="shu">{t("run.failed", numbers)}</Alert>}
      <Group justify="flex-end">
        <Button component={Link} to="/contacts">
          {t("run.toContacts")}
        </Button>
      </Group>
    </>
  );
}
