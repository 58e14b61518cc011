import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { sendReason, type useWords } from "@/features/journeys";
import type { SentMessage } from "@/shared/api/generated/types.gen";
import { plainSubject } from "@/shared/text/plain-subject";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import css from "./enrollment.module.css";

const TONES: Record<SentMessage["status"], Tone> = {
  reserved: "neutral",
  transmitting: "ai",
  sent: "moegi",
  refused: "shu",
  deferred: "yamabuki",
  skipped: "neutral",
  unconfirmed: "yamabuki",
};
const REACTIONS = ["opened", "clicked", "replied", "bounced", "unsubscribed"] as const;

/** The mails of this trip with what became of each. */
export function MessageList({
  messages,
  words,
}: {
  messages: SentMessage[];
  words: ReturnType<typeof useWords>;
}) {
  const { t } = useTranslation("enrollments");
  if (messages.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("message.none")}
      </Text>
    );
  }
  return (
    <ul className={css.messages}>
      {messages.map((message) => (
        <li key={message.id}>
          <div className={css.messageHead}>
            <b>{plainSubject(message.subject)}</b>
            <StatusBadge tone={TONES[message.status]}>{t(`message.status.${message.status}`)}</StatusBadge>
          </div>
          <Text size="xs" c="dimmed">
            {words.stepName(message.node)}
            {message.variant && ` (${message.variant.toUpperCase()})`} ・ {message.to_email}
            {message.reason && message.status !== "sent" && ` ・ ${sendReason(message.reason, words)}`}
          </Text>
          <ol className={css.reactions}>
            {message.sent_at && (
              <li>
                {t("message.sent")} <TimeText at={message.sent_at} absolute />
              </li>
            )}
            {REACTIONS.map((name) => {
              const at = message[`${name}_at`];
              return (
                at && (
                  <li key={name}>
                    {t(`message.${name}`)} <TimeText at={at} absolute />
                  </li>
                )
              );
            })}
            {message.machine_opened_at && !message.opened_at && <li>{t("message.machine")}</li>}
          </ol>
        </li>
      ))}
    </ul>
  );
}
