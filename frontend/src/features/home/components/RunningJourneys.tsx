import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { HomeJourney } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { Section } from "@/shared/ui/Section";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";

const helper = columnsFor<HomeJourney>();

/** One line a journey: who is aboard, when the next wave goes, what came back in seven days. */
export function RunningJourneys({ journeys }: { journeys: HomeJourney[] }) {
  const { t } = useTranslation("home");
  const { t: common, i18n } = useTranslation();
  const navigate = useNavigate();
  const columns = useMemo(() => {
    const word = (group: "journeyStatus" | "journeyKind", code: string) => {
      const key = `${group}.${code}`;
      return i18n.exists(key) ? common(key as "journeyStatus.draft") : code;
    };
    return helper.columns([
      helper.accessor("name", { header: t("journeys.name") }),
      helper.accessor("kind", {
        header: t("journeys.kind"),
        cell: ({ getValue }) => word("journeyKind", getValue()),
      }),
      helper.accessor("status", {
        header: t("journeys.status"),
        cell: ({ getValue }) => (
          <StatusBadge tone={getValue() === "paused" ? "yamabuki" : "moegi"}>
            {word("journeyStatus", getValue())}
          </StatusBadge>
        ),
      }),
      helper.accessor("aboard", {
        header: t("journeys.aboard"),
        meta: { align: "right" },
        cell: ({ getValue }) => common("count.people", { count: getValue() }),
      }),
      helper.accessor("next_wave_at", {
        header: t("journeys.next"),
        cell: ({ getValue }) => {
          const at = getValue();
          return at ? <TimeText at={at} /> : "—";
        },
      }),
      helper.accessor("reactions_7d", {
        header: t("journeys.reactions"),
        meta: { align: "right" },
        cell: ({ getValue }) => formatNumber(getValue()),
      }),
    ]);
  }, [t, common, i18n]);
  return (
    <Section title={t("journeys.title")} flush>
      <DataTable
        label={t("journeys.title")}
        columns={columns}
        rows={journeys}
        rowId={(row) => row.id}
        onOpen={(row) => void navigate({ to: "/journeys/$journeyId", params: { journeyId: row.id } })}
      />
    </Section>
  );
}
