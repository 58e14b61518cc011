import { Anchor, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { callReason, type useWords } from "@/features/journeys";
import type { FailedNotice } from "@/shared/api/generated/types.gen";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import css from "./enrollment.module.css";

type Props = { notices: FailedNotice[]; words: ReturnType<typeof useWords> };

/** What was to be told about this person and did not arrive: why, and whether somebody has seen to it. */
export function FailedNotices({ notices, words }: Props) {
  const { t } = useTranslation(["enrollments", "moves"]);
  if (notices.length === 0) return null;
  return (
    <section aria-label={t("notice.title")}>
      <Title order={2} mt="lg" mb="xs">
        {t("notice.title")}
      </Title>
      <ul className={css.messages}>
        {notices.map((notice) => (
          <li key={notice.id}>
            <div className={css.messageHead}>
              <b>{words.stepName(notice.node)}</b>
              {notice.dismissed_at ? (
                <StatusBadge>{t("notice.settled")}</StatusBadge>
              ) : (
                <StatusBadge tone={notice.status === "failed" ? "shu" : "yamabuki"}>
                  {t(`notice.${notice.status}`)}
                </StatusBadge>
              )}
            </div>
            <Text size="sm">{callReason({ reason: notice.code }, words)}</Text>
            <Text size="xs" c="dimmed">
              {t(`moves:deliveries.channel.${notice.channel}`)} {notice.target}
              {" ・ "}
              {t("notice.attempts", { count: notice.attempts })}
              {" ・ "}
              <TimeText at={notice.dismissed_at ?? notice.at} absolute />
            </Text>
            {!notice.dismissed_at && (
              <Anchor
                size="sm"
                renderRoot={(own) => <Link to="/attention" search={{ kind: "deliveries" }} {...own} />}
              >
                {t("notice.open")}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
