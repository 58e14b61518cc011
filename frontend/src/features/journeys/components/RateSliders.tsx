import { Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const RATES = ["opened", "clicked", "replied", "bounced"] as const;
/** Reactions to one mail in percent. */
export type Rates = Record<(typeof RATES)[number], number>;
export const ORDINARY: Rates = { opened: 30, clicked: 8, replied: 2, bounced: 1 };

/** How likely each reaction to a mail is. */
export function RateSliders({ value, onChange }: { value: Rates; onChange: (value: Rates) => void }) {
  const { t } = useTranslation("journeys");
  return (
    <>
      <Text size="sm" fw={600}>
        {t("crowd.rates")}
      </Text>
      {RATES.map((name) => (
        <div key={name}>
          <Text size="sm">{t("crowd.rate", { name: t(`event.${name}`), n: value[name] })}</Text>
          <Slider
            min={0}
            max={100}
            value={value[name]}
            label={null}
            thumbLabel={t(`event.${name}`)}
            onChange={(percent) => onChange({ ...value, [name]: percent })}
          />
        </div>
      ))}
    </>
  );
}

/** As the server takes them. */
export const shares = (rates: Rates): Record<string, number> =>
  Object.fromEntries(Object.entries(rates).map(([name, percent]) => [name, percent / 100]));
