import { Anchor, Button, Text } from "@mantine/core";
import {
  IconCheck,
  IconCircleDot,
  IconClock,
  IconMail,
  IconPencil,
  IconRoute,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { getContactTimeline } from "@/shared/api/generated/sdk.gen";
import type { TimelineItem } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { entryOf, type Tone } from "../timeline";
import { useSay } from "../use-say";
import classes from "./Timeline.module.css";

const ICONS: Record<Tone, TablerIcon> = {
  plain: IconCircleDot,
  good: IconCheck,
  wait: IconClock,
  bad: IconX,
  ai: IconMail,
};

/** Everything that happened to a person, newest first, each with its cause. */
export function Timeline({ contactId }: { contactId: string }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const pages = usePages(["timeline", contactId], (cursor, signal) =>
    getContactTimeline({ path: { contact_id: contactId }, query: { cursor }, signal, throwOnError: true }),
  );
  return (
    <PagesView pages={pages}>
      {(items) => (
        <>
          {items.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("timeline.empty")}
            </Text>
          )}
          <ol className={classes.list}>
            {items.map((item) => (
              <TimelineEntry key={item.id} item={item} />
            ))}
          </ol>
          {pages.more && (
            <Button variant="subtle" onClick={pages.more.load} loading={pages.more.loading}>
              {common("action.loadMore")}
            </Button>
          )}
        </>
      )}
    </PagesView>
  );
}

function TimelineEntry({ item }: { item: TimelineItem }) {
  const { t } = useTranslation("contacts");
  const say = useSay();
  const entry = entryOf(item, say);
  const Icon =
    item.kind === "change" ? IconPencil : item.title_code === "step.entered" ? IconRoute : ICONS[entry.tone];
  const { enrollment_id: enrollment, journey } = item.detail;
  return (
    <li className={classes.entry} data-tone={entry.tone}>
      <span className={classes.mark} aria-hidden>
        <Icon size={14} />
      </span>
      <div>
        <p className={classes.title}>{entry.title}</p>
        {entry.text && <p className={classes.text}>{entry.text}</p>}
        <p className={classes.foot}>
          <TimeText at={item.at} />
          {typeof enrollment === "string" && (
            <Anchor component={Link} to={`/enrollments/${enrollment}`} size="xs">
              {t("timeline.trip", { journey: String(journey ?? "") })}
            </Anchor>
          )}
        </p>
      </div>
    </li>
  );
}
