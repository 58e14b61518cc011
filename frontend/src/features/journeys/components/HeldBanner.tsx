import { IconDropletFilled, IconPlayerPauseFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/shared/time/format";
import type { Journey } from "../model";
import css from "./ask.module.css";

const MARKS = {
  paused: IconPlayerPauseFilled,
  stopped: IconPlayerStopFilled,
  draining: IconDropletFilled,
};

type Props = {
  journey: Journey;
  /** How many are held, when the page knows it better than the journey read a moment ago. */
  aboard?: number;
  children?: ReactNode;
};

/** Unmistakable above everything else: nothing is sent, since when, by whom and why, and the way out. */
export function HeldBanner({ journey, aboard = journey.aboard, children }: Props) {
  const { t } = useTranslation("journeys");
  const { status, held: cause } = journey;
  const held = status === "paused" || status === "stopped" || status === "draining" ? status : null;
  if (!held) return null;
  const Mark = MARKS[held];
  return (
    <div className={css.banner} role="note" data-tone={held}>
      <Mark size={18} aria-hidden="true" />
      <span className={css.bannerText}>
        <b>{t(`held.${held}`)}</b>
        {t(`held.${held}Text`, { count: aboard })}
        {held === "paused" && journey.drains && ` ${t("held.drainsText")}`}
        {cause && (
          <span className={css.why}>
            {t("held.by", { at: formatDateTime(cause.at), who: cause.by })}
            {cause.reason && ` ${t("held.reason", { reason: cause.reason })}`}
          </span>
        )}
      </span>
      {children}
    </div>
  );
}
