import { IconPlayerPause } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import css from "./monitor.module.css";

type Props = {
  journeyId: string;
  /** At this step; null for the whole journey. */
  step: string | null;
  count: number;
};

/** How many are paused one by one, and the way to them; nothing where nobody is. */
export function PausedFigure({ journeyId, step, count }: Props) {
  const { t } = useTranslation("journeys");
  if (count === 0) return null;
  return (
    <Link
      to="/journeys/$journeyId/enrollments"
      params={{ journeyId }}
      search={{ status: "paused", ...(step ? { step } : {}) } as never}
      className={css.figure}
      data-tone="yamabuki"
    >
      <IconPlayerPause size={18} stroke={1.6} aria-hidden />
      <span>{t("monitor.paused")}</span>
      <b>{formatNumber(count)}</b>
      <small>{t("monitor.pausedHelp")}</small>
    </Link>
  );
}
