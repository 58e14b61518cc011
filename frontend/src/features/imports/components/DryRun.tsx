import { Button, Group, Stack } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { startImportMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { Import } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ImportIssues } from "./ImportIssues";
import { Report } from "./Report";

/** What the run would do, before it does anything. */
export function DryRun({ list, onMapping }: { list: Import; onMapping: () => void }) {
  const { t } = useTranslation("imports");
  const refresh = useRefresh();
  const mayImport = useMay("importContacts");
  const start = useMutation({ ...startImportMutation(), onSuccess: () => refresh() });
  const { report } = list;
  if (!report) return null;
  const people = report.new + report.updated;
  return (
    <Stack gap="lg">
      <Report report={report} />
      <ImportIssues list={list} />
      {mayImport && (
        <Group justify="space-between">
          <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={onMapping}>
            {t("check.back")}
          </Button>
          <Button
            disabled={people === 0}
            loading={start.isPending}
            onClick={() => start.mutate({ path: { import_id: list.id } })}
          >
            {t("check.start", { count: people })}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
