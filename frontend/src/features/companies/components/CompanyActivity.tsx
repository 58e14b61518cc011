import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { getCompanyActivityOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { CompanyJourney, CompanyReaction } from "@/shared/api/generated/types.gen";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import classes from "./CompanyActivity.module.css";

/** Journeys the company's people are on, and what they did last. */
export function CompanyActivity({ companyId }: { companyId: string }) {
  const { t } = useTranslation("companies");
  const query = useQuery(getCompanyActivityOptions({ path: { company_id: companyId } }));
  return (
    <QueryView query={query}>
      {({ journeys, reactions }) => (
        <Stack gap="lg">
          <Section title={t("journeys")}>
            {journeys.length === 0 ? <Quiet text={t("noJourneys")} /> : <Journeys journeys={journeys} />}
          </Section>
          <Section title={t("reactions")}>
            {reactions.length === 0 ? <Quiet text={t("noReactions")} /> : <Reactions reactions={reactions} />}
          </Section>
        </Stack>
      )}
    </QueryView>
  );
}

function Quiet({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

function Journeys({ journeys }: { journeys: CompanyJourney[] }) {
  const { t } = useTranslation("companies");
  const { t: common, i18n } = useTranslation();
  return (
    <ul className={classes.list}>
      {journeys.map((journey) => (
        <li key={journey.id} className={classes.entry}>
          <span className={classes.main}>
            <Anchor component={Link} to={`/journeys/${journey.id}`} size="sm" fw={500}>
              {journey.name}
            </Anchor>
            <span className={classes.small}>
              {t("journeyPeople", { aboard: journey.aboard, entered: journey.entered })}
            </span>
          </span>
          <StatusBadge tone={journey.status === "running" ? "moegi" : "neutral"}>
            {i18n.exists(`journeyStatus.${journey.status}`)
              ? common(`journeyStatus.${journey.status}` as "journeyStatus.draft")
              : journey.status}
          </StatusBadge>
        </li>
      ))}
    </ul>
  );
}

function Reactions({ reactions }: { reactions: CompanyReaction[] }) {
  const { t, i18n } = useTranslation("companies");
  return (
    <ul className={classes.list}>
      {reactions.map((reaction) => {
        const key = `reaction.${reaction.kind}`;
        return (
          <li key={reaction.id} className={classes.entry}>
            <span className={classes.main}>
              <span>
                <Anchor component={Link} to={`/contacts/${reaction.contact_id}`} size="sm">
                  {reaction.contact_name}
                </Anchor>{" "}
                {i18n.exists(key, { ns: "companies" }) ? t(key as "reaction.opened") : reaction.kind}
              </span>
              <span className={classes.small}>
                {[reaction.journey, reaction.detail.subject, reaction.detail.url].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span className={classes.small}>
              <TimeText at={reaction.at} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
