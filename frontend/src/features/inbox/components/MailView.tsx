import { Anchor, Button, Code, Group, Tabs, Text, Title } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InboxMailView } from "@/shared/api/generated/types.gen";
import { MailFrame } from "@/shared/ui/MailFrame";
import { TimeText } from "@/shared/ui/TimeText";
import classes from "./MailView.module.css";
import { ReplyForm } from "./ReplyForm";

/** A mail: as its reader sees it, as text, its links, its headers; and the answer. */
export function MailView({ mail }: { mail: InboxMailView }) {
  const { t } = useTranslation("inbox");
  const [replying, setReplying] = useState(false);
  return (
    <article className={classes.view} aria-label={mail.subject || t("noSubject")}>
      <header className={classes.head}>
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Title order={2}>{mail.subject || t("noSubject")}</Title>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={() => setReplying(!replying)}
            aria-expanded={replying}
            style={{ flexShrink: 0 }}
          >
            {t("reply.action")}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {t("fromTo", { from: mail.from, to: mail.to })} · <TimeText at={mail.received_at} />
        </Text>
        <Anchor component={Link} to="/inbox" search={{ to: mail.to, mail: mail.id } as never} size="xs">
          {t("onlyThis")}
        </Anchor>
      </header>
      {replying && <ReplyForm mail={mail} onClose={() => setReplying(false)} />}
      <Tabs defaultValue={mail.html ? "html" : "text"} keepMounted={false} className={classes.tabs}>
        <Tabs.List>
          {mail.html && <Tabs.Tab value="html">{t("tabs.html")}</Tabs.Tab>}
          <Tabs.Tab value="text">{t("tabs.text")}</Tabs.Tab>
          <Tabs.Tab value="links">{t("tabs.links", { count: mail.links.length })}</Tabs.Tab>
          <Tabs.Tab value="headers">{t("tabs.headers")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html" className={classes.frame}>
          <MailFrame html={mail.html} title={mail.subject || t("noSubject")} links="live" />
        </Tabs.Panel>
        <Tabs.Panel value="text" p="md">
          <pre className={classes.plain}>{mail.text}</pre>
        </Tabs.Panel>
        <Tabs.Panel value="links" p="md">
          <ul className={classes.links}>
            {mail.links.map((link) => (
              <li key={`${link.url} ${link.text}`}>
                <Anchor href={link.url} target="_blank" rel="noreferrer" size="sm">
                  {link.text || link.url}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {link.url}
                </Text>
              </li>
            ))}
          </ul>
        </Tabs.Panel>
        <Tabs.Panel value="headers" p="md">
          {mail.headers.map((header) => (
            <Code key={`${header.name}:${header.value}`} block mb={4}>
              {header.name}: {header.value}
            </Code>
          ))}
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}
