import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, useStepNames, useWords } from "@/features/journeys";
import type { EnrollmentRow } from "@/shared/api/generated/types.gen";
import { columnsFor } from "@/shared/ui/DataTable";
import { PersonCell } from "@/shared/ui/PersonCell";
import { TimeText } from "@/shared/ui/TimeText";
import { EnrollmentStatus } from "./EnrollmentStatus";

const helper = columnsFor<EnrollmentRow>();

/** Who, where they stand, why they failed, what comes next. */
export function useEnrollmentColumns(journeyId: string, rows: readonly EnrollmentRow[]) {
  const { t } = useTranslation("enrollments");
  const words = useWords(null);
  const versions = [...new Set(rows.map(({ version }) => version))];
  const several = versions.length > 1;
  const stepName = useStepNames(versions.map((version) => ({ journeyId, version })));
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("contact", {
          header: t("list.contact"),
          cell: ({ getValue }) => <PersonCell {...getValue()} />,
        }),
        helper.accessor((row) => row.contact.company ?? "", { id: "company", header: t("list.company") }),
        helper.accessor("status", {
          header: t("people.status"),
          cell: ({ row, getValue }) => (
            <>
              <EnrollmentStatus status={getValue()} reason={row.original.end_reason} />
              {row.original.status === "errored" && (
                <Text size="xs" c="dimmed">
                  {errorReason(row.original.end_reason, words)}
                  {row.original.failed_at && (
                    <>
                      {" ・ "}
                      <TimeText at={row.original.failed_at} />
                    </>
                  )}
                </Text>
              )}
            </>
          ),
        }),
        helper.accessor("node", {
          header: t("list.step"),
          cell: ({ row: { original } }) => (
            <>
              {original.node ? stepName({ journeyId, version: original.version }, original.node) : "–"}
              {several && (
                <Text size="xs" c="dimmed">
                  {t("detail.version", { n: original.version })}
                </Text>
              )}
            </>
          ),
        }),
        helper.accessor("due_at", {
          header: t("list.due"),
          cell: ({ getValue }) => {
            const at = getValue();
            return at ? <TimeText at={at} /> : "–";
          },
        }),
        helper.accessor("entered_at", {
          header: t("list.entered"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t, words, stepName, several, journeyId],
  );
}
