import { Anchor, Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "@/shared/api/generated/types.gen";
import { columnsFor } from "@/shared/ui/DataTable";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";

const TONES: Record<SuppressionRow["reason"], Tone> = {
  unsubscribed: "neutral",
  hard_bounce: "yamabuki",
  complaint: "shu",
  manual: "neutral",
};

const helper = columnsFor<SuppressionRow>();

/** Columns of the list; without `release` nobody is offered to lift a stop. */
export function useSuppressionColumns(release?: (row: SuppressionRow) => void) {
  const { t } = useTranslation("suppression");
  const { t: common } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor("email", { header: common("field.email") }),
        helper.accessor("contact_name", {
          header: t("contact"),
          cell: ({ row: { original } }) =>
            original.contact_id && (
              <Anchor component={Link} to={`/contacts/${original.contact_id}` as string} size="sm">
                {original.contact_name || t("noName")}
              </Anchor>
            ),
        }),
        helper.accessor("reason", {
          header: t("reason"),
          cell: ({ getValue }) => (
            <StatusBadge tone={TONES[getValue()]}>{t(`reasons.${getValue()}`)}</StatusBadge>
          ),
        }),
        helper.accessor("note", { header: t("note") }),
        helper.accessor("created_at", {
          header: t("since"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
        helper.display({
          id: "release",
          header: "",
          meta: { align: "right" },
          cell: ({ row: { original } }) =>
            release && (
              <Button size="compact-xs" variant="subtle" onClick={() => release(original)}>
                {t("release")}
              </Button>
            ),
        }),
      ]),
    [t, common, release],
  );
}
