import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, useStepNames, useWords } from "@/features/journeys";
import { plainSubject } from "@/shared/text/plain-subject";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { PersonCell } from "@/shared/ui/PersonCell";
import { TimeText } from "@/shared/ui/TimeText";
import type { AttentionKind, AttentionRow } from "../answers";
import { useDoubtReason } from "../useDoubtReason";
import { SettleButtons } from "./SettleButtons";

const WHEN = {
  errored: "attention.failed",
  unconfirmed: "attention.unknownTime",
  stuck: "attention.due",
} as const;
const helper = columnsFor<AttentionRow>();

type Props = {
  kind: AttentionKind;
  rows: AttentionRow[];
  selected: ReadonlySet<string>;
  onSelect: ((selected: ReadonlySet<string>) => void) | undefined;
  /** For mails nobody knows the fate of; absent for those who may only look. */
  onSettle: ((row: AttentionRow, how: "resend" | "dismiss") => void) | undefined;
  more: { load: () => void; loading: boolean } | undefined;
  empty: ReactNode;
};

/** Who needs a person: where they stand, since when, and why. */
export function AttentionTable({ kind, rows, selected, onSelect, onSettle, more, empty }: Props) {
  const { t } = useTranslation("moves");
  const words = useWords(null);
  const doubtReason = useDoubtReason();
  const stepName = useStepNames(rows.map(({ journey, version }) => ({ journeyId: journey.id, version })));
  const navigate = useNavigate();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("contact", {
          header: t("attention.person"),
          cell: ({ getValue }) => <PersonCell {...getValue()} />,
        }),
        helper.accessor("node", {
          header: t("attention.step"),
          meta: { width: 230 },
          cell: ({ row: { original } }) => (
            <>
              {original.node
                ? stepName({ journeyId: original.journey.id, version: original.version }, original.node)
                : "–"}
              <Text size="xs" c="dimmed">
                {original.journey.name}
              </Text>
            </>
          ),
        }),
        ...(kind === "stuck"
          ? []
          : [
              helper.accessor("code", {
                header: t("attention.reason"),
                meta: { width: 230 },
                cell: ({ getValue }) =>
                  kind === "errored" ? errorReason(getValue(), words) : doubtReason(getValue()),
              }),
            ]),
        ...(kind === "unconfirmed"
          ? [
              helper.accessor((row) => row.subject ?? "", {
                id: "subject",
                header: t("attention.subject"),
                cell: ({ getValue }) => plainSubject(getValue()),
              }),
            ]
          : []),
        helper.accessor("at", {
          header: t(WHEN[kind]),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        ...(kind === "unconfirmed" && onSettle
          ? [
              helper.display({
                id: "settle",
                header: "",
                cell: ({ row }) => (
                  <SettleButtons
                    label={(how) => t(`attention.${how}`)}
                    onSettle={(how) => onSettle(row.original, how)}
                  />
                ),
              }),
            ]
          : []),
      ]),
    [t, words, kind, onSettle, stepName, doubtReason],
  );
  return (
    <DataTable
      label={t("attention.title")}
      columns={columns}
      rows={rows}
      rowId={(row) => (kind === "unconfirmed" ? (row.message_id ?? row.enrollment_id) : row.enrollment_id)}
      rowName={(row) => row.contact.name || row.contact.email}
      selected={selected}
      {...(onSelect ? { onSelect } : {})}
      onOpen={(row) =>
        void navigate({ to: "/enrollments/$enrollmentId", params: { enrollmentId: row.enrollment_id } })
      }
      {...(more ? { more } : {})}
      empty={empty}
    />
  );
}
