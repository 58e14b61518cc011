import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import type { NodeCounts } from "../builder/document/counts";
import css from "./monitor.module.css";

const REACTIONS = ["opened", "clicked", "replied", "bounced"] as const;

/** How the mails of one step were received; machine opens are named apart, never added. */
export function StepReactions({ counts }: { counts: NodeCounts }) {
  const { t } = useTranslation(["journeys", "common"]);
  const sent = counts.sent ?? 0;
  const share = (n: number) => (sent > 0 ? `${Math.round((n / sent) * 1000) / 10}%` : "–");
  return (
    <dl className={css.numbers}>
      <div>
        <dt>{t("monitor.sent")}</dt>
        <dd>{t("common:count.mails", { count: sent })}</dd>
      </div>
      {REACTIONS.map((name) => (
        <div key={name}>
          <dt>{t(`event.${name}`)}</dt>
          <dd>
            {formatNumber(counts[name] ?? 0)} <small>{share(counts[name] ?? 0)}</small>
          </dd>
        </div>
      ))}
      <div>
        <dt>{t("monitor.machineOpened")}</dt>
        <dd>{formatNumber(counts.machine_opened ?? 0)}</dd>
      </div>
    </dl>
  );
}
