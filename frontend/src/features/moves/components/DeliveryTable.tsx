import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { callReason, useStepNames, useWords } from "@/features/journeys";
import type { FailedDelivery } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { PersonCell } from "@/shared/ui/PersonCell";
import { TimeText } from "@/shared/ui/TimeText";
import { placeOf } from "../answers";
import { SettleButtons } from "./SettleButtons";
import type { Settling } from "./SettleDeliveries";

const helper = columnsFor<FailedDelivery>();

type Props = {
  rows: FailedDelivery[];
  /** Absent for those who may only look. */
  onSettle: ((settling: Settling) => void) | undefined;
  more: { load: () => void; loading: boolean } | undefined;
  empty: ReactNode;
};

/** About whom, to whom, from which step and why it did not arrive. */
export function DeliveryTable({ rows, onSettle, more, empty }: Props) {
  const { t } = useTranslation("moves");
  const words = useWords(null);
  const stepName = useStepNames(rows.map(placeOf));
  const navigate = useNavigate();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("email", {
          header: t("deliveries.about"),
          cell: ({ row: { original } }) => <PersonCell name={original.name} email={original.email} />,
        }),
        helper.accessor("target", {
          header: t("deliveries.to"),
          cell: ({ row: { original } }) =>
            `${t(`deliveries.channel.${original.channel}`)} ${original.target}`,
        }),
        helper.accessor("node", {
          header: t("attention.step"),
          meta: { width: 190 },
          cell: ({ row: { original } }) => (
            <>
              {stepName(placeOf(original), original.node)}
              <Text size="xs" c="dimmed">
                {original.journey}
              </Text>
            </>
          ),
        }),
        helper.accessor("code", {
          header: t("attention.reason"),
          meta: { width: 230 },
          cell: ({ row: { original } }) => callReason({ reason: original.code }, words),
        }),
        helper.accessor("at", {
          header: t("deliveries.at"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        ...(onSettle
          ? [
              helper.display({
                id: "settle",
                header: "",
                cell: ({ row: { original } }) => (
                  <SettleButtons
                    label={(how) => t(`deliveries.${how}`)}
                    onSettle={(how) => {
                      const { id, channel, status } = original;
                      onSettle({ how, count: 1, channel, status, whom: { ids: [id] } });
                    }}
                  />
                ),
              }),
            ]
          : []),
      ]),
    [t, words, stepName, onSettle],
  );
  return (
    <DataTable
      label={t("attention.kind.deliveries")}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowName={(row) => row.name || row.email}
      onOpen={(row) =>
        void navigate({ to: "/enrollments/$enrollmentId", params: { enrollmentId: row.enrollment_id } })
      }
      {...(more ? { more } : {})}
      empty={empty}
    />
  );
}
