import { IconFlag3 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber, formatShare } from "@/shared/time/format";
import type { Stats } from "../model";
import css from "./monitor.module.css";

type Props = { journeyId: string; goal: string; stats: Stats };

/** How many of those who entered reached the goal, and the way to them. */
export function GoalFigure({ journeyId, goal, stats }: Props) {
  const { t } = useTranslation("journeys");
  const { converted = 0 } = stats;
  const entered = stats.aboard + stats.ended + stats.failed;
  return (
    <Link
      to="/journeys/$journeyId/enrollments"
      params={{ journeyId }}
      search={{ converted: true } as never}
      className={css.figure}
    >
      <IconFlag3 size={18} stroke={1.6} aria-hidden />
      <span>{t("monitor.goal", { goal })}</span>
      <b>{formatNumber(converted)}</b>
      <small>
        {entered > 0
          ? t("monitor.goalShare", { count: entered, share: formatShare(converted / entered) })
          : t("monitor.goalNobody")}
      </small>
    </Link>
  );
}
