import { useTranslation } from "react-i18next";
import type { EnrollmentStatusName } from "@/features/enrollments";
import { formatNumber } from "@/shared/time/format";
import type { Stats } from "../model";
import css from "./monitor.module.css";

type Props = {
  stats: Stats;
  status: EnrollmentStatusName | null;
  onChoose: (status: EnrollmentStatusName | null) => void;
};

/** The four numbers of a running journey; each leads to the people behind it. */
export function Totals({ stats, status, onChoose }: Props) {
  const { t } = useTranslation("journeys");
  const numbers = [
    { name: "aboard", value: stats.aboard, status: "active" },
    { name: "ended", value: stats.ended, status: "completed" },
    { name: "failed", value: stats.failed, status: "errored" },
    { name: "all", value: stats.aboard + stats.ended + stats.failed, status: null },
  ] as const;
  return (
    <div className={css.totals}>
      {numbers.map((number) => (
        <button
          key={number.name}
          type="button"
          className={css.number}
          aria-pressed={status === number.status}
          data-tone={number.name === "failed" && number.value > 0 ? "shu" : undefined}
          onClick={() => onChoose(number.status)}
        >
          <span>{t(`monitor.${number.name}`)}</span>
          <b>{formatNumber(number.value)}</b>
        </button>
      ))}
    </div>
  );
}
