import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, type useWords } from "@/features/journeys";
import type { EnrollmentRow } from "@/shared/api/generated/types.gen";
import { columnsFor } from "@/shared/ui/DataTable";
import { PersonCell } from "@/shared/ui/PersonCell";
import { TimeText } from "@/shared/ui/TimeText";
import { EnrollmentStatus } from "./EnrollmentStatus";

const helper = columnsFor<EnrollmentRow>();

/** Who, where they stand, why they failed, what comes next. */
export function useEnrollmentColumns(words: ReturnType<typeof useWords>) {
  const { t } = useTranslation("enrollments");
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
              <EnrollmentStatus status={getValue()} />
              {row.original.status === "errored" && (
                <div style={{ fontSize: 12, color: "var(--sumi-70)" }}>
                  {errorReason(row.original.end_reason, words)}
                </div>
              )}
            </>
          ),
        }),
        helper.accessor("node", {
          header: t("list.step"),
          cell: ({ row }) => (row.original.node ? words.stepName(row.original.node) : "–"),
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
    [t, words],
  );
}
