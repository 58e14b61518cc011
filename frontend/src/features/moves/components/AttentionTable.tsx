import { Button, Group } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { errorReason, useStepName, useWords } from "@/features/journeys";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { TimeText } from "@/shared/ui/TimeText";
import type { AttentionKind, AttentionRow } from "../answers";

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
  const navigate = useNavigate();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor((row) => row.contact.name || row.contact.email, {
          id: "name",
          header: t("attention.person"),
        }),
        helper.accessor((row) => row.journey.name, { id: "journey", header: t("attention.journey") }),
        helper.accessor("node", {
          header: t("attention.step"),
          cell: ({ row }) =>
            row.original.node ? <Step journeyId={row.original.journey.id} node={row.original.node} /> : "–",
        }),
        ...(kind === "errored"
          ? [
              helper.accessor("code", {
                header: t("attention.reason"),
                cell: ({ getValue }) => errorReason(getValue(), words),
              }),
            ]
          : []),
        helper.accessor("at", {
          header: t(kind === "errored" ? "attention.entered" : "attention.since"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        ...(kind === "unconfirmed" && onSettle
          ? [
              helper.display({
                id: "settle",
                header: "",
                cell: ({ row }) => (
                  <Group gap={6} wrap="nowrap" justify="flex-end">
                    {(["resend", "dismiss"] as const).map((how) => (
                      <Button
                        key={how}
                        variant="default"
                        size="compact-sm"
                        onClick={(event) => {
                          event.stopPropagation();
                          onSettle(row.original, how);
                        }}
                      >
                        {t(`attention.${how}`)}
                      </Button>
                    ))}
                  </Group>
                ),
              }),
            ]
          : []),
      ]),
    [t, words, kind, onSettle],
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

function Step({ journeyId, node }: { journeyId: string; node: string }) {
  return <>{useStepName(journeyId)(node)}</>;
}
