import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LeftOutSample } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { LEFT_OUT, type LeftOut } from "../model";
import css from "./people.module.css";

/** Who stays outside, by reason, with a few of them by name. */
export function LeftOutList({ leftOut, samples = [] }: { leftOut: LeftOut; samples?: LeftOutSample[] }) {
  const { t } = useTranslation("enrollments");
  const reasons = LEFT_OUT.filter((reason) => (leftOut[reason] ?? 0) > 0);
  if (reasons.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("leftOut.nobody")}
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" fw={500}>
        {t("leftOut.title")}
      </Text>
      <dl className={css.numbers}>
        {reasons.map((reason) => (
          <div key={reason}>
            <dt>
              {t(`leftOut.${reason}`)}
              <Text size="xs" c="dimmed" component="div">
                {samples
                  .filter((sample) => sample.reason === reason)
                  .slice(0, 3)
                  .map((sample) => sample.email)
                  .join("、")}
              </Text>
            </dt>
            <dd>{t("enroll.people", { n: formatNumber(leftOut[reason] ?? 0) })}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
