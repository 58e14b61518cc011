import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Parting } from "@/shared/api/generated/types.gen";
import { Section } from "@/shared/ui/Section";
import css from "./backtest.module.css";
import { partings, ranked } from "./sides";
import type { Naming } from "./useNaming";

/** After which step ways part, and where each side goes on. */
export function Partings({ parted, naming }: { parted: Record<string, Parting>; naming: Naming }) {
  const { t } = useTranslation(["journeys", "common"]);
  const places = partings(parted);
  const ways = (counts: Record<string, number>) =>
    ranked(counts).map(([id, count]) => (
      <span key={id} className={css.way}>
        {id ? naming.step(id) : t("backtest.over")} <b>{t("common:count.people", { count })}</b>
      </span>
    ));
  return (
    <Section title={t("backtest.partings")}>
      {places.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("backtest.noPartings")}
        </Text>
      )}
      <ul className={css.partings}>
        {places.map(([id, place]) => (
          <li key={id}>
            <p>
              {id ? t("backtest.after", { step: naming.step(id) }) : t("backtest.fromStart")}{" "}
              <b>{t("common:count.people", { count: place.contacts })}</b>
            </p>
            <dl>
              <dt>{t("backtest.live")}</dt>
              <dd>{ways(place.live)}</dd>
              <dt>{t("backtest.draft")}</dt>
              <dd>{ways(place.draft)}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </Section>
  );
}
