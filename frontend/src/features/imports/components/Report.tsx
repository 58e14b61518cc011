import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportReport } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Facts } from "@/shared/ui/Facts";
import { Section } from "@/shared/ui/Section";
import classes from "./Report.module.css";

const OUTCOMES = ["new", "updated", "merged", "rejected"] as const;

/** Every row of the file, counted by what becomes of it; and what else the list says. */
export function Report({ report, over = false }: { report: ImportReport; over?: boolean }) {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation();
  const { domains, unreadable } = report;
  return (
    <Section
      title={t(over ? "report.title" : "report.forecast")}
      description={t("report.text", { rows: formatNumber(report.records) })}
    >
      <dl className={classes.outcomes}>
        {OUTCOMES.map((outcome) => (
          <div key={outcome} data-outcome={outcome} data-testid={`import-${outcome}`}>
            <dt>{t(`report.${outcome}`)}</dt>
            <dd>{formatNumber(report[outcome])}</dd>
            <Text size="xs" c="dimmed" component="dd">
              {t(`report.${over ? "after" : "before"}.${outcome}`)}
            </Text>
          </div>
        ))}
      </dl>
      <Facts
        facts={[
          [
            t("report.companies"),
            t("report.companiesText", {
              companies: formatNumber(report.companies),
              fresh: formatNumber(report.new_companies),
              without: formatNumber(report.without_company),
            }),
          ],
          [
            t("report.domains"),
            (["corporate", "free_mail", "competitor", "own"] as const)
              .map((kind) => `${common(`domainClass.${kind}`)} ${formatNumber(domains[kind])}`)
              .join(t("report.and")),
          ],
          [
            t("report.unreadable"),
            t(over ? "report.unreadableAfter" : "report.unreadableText", {
              consent: formatNumber(unreadable.consent_on),
              employees: formatNumber(unreadable.employees),
            }),
          ],
        ]}
      />
    </Section>
  );
}
