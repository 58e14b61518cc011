import { Group, Loader, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactPicker } from "@/features/contacts";
import { ErrorState } from "@/shared/ui/ErrorState";
import { MailFrame } from "@/shared/ui/MailFrame";
import type { usePreview } from "../use-preview";
import { Issues } from "./Issues";
import classes from "./PreviewPanel.module.css";

interface Props {
  preview: ReturnType<typeof usePreview>;
  contactId: string | null;
  onContact: (contactId: string | null) => void;
}

type View = "desktop" | "phone" | "text";

/** The mail as it arrives. Links lead nowhere here, so looking never counts as a click. */
export function PreviewPanel({ preview, contactId, onContact }: Props) {
  const { t } = useTranslation("templates");
  const [view, setView] = useState<View>("desktop");
  const { data, error, isFetching } = preview;
  const broken = data?.issues.some((issue) => issue.severity === "error");
  return (
    <section className={classes.panel} aria-label={t("preview.title")}>
      <div className={classes.bar}>
        <ContactPicker
          label={t("preview.contact")}
          placeholder={t("preview.sample")}
          value={contactId}
          onChange={onContact}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("preview.view")}
          value={view}
          onChange={(value) => setView(value as View)}
          data={(["desktop", "phone", "text"] as const).map((value) => ({
            value,
            label: t(`preview.views.${value}`),
          }))}
        />
      </div>
      <div className={classes.head}>
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600}>{data?.subject || t("preview.noSubject")}</Text>
          {isFetching && <Loader size={14} aria-label={t("preview.loading")} />}
        </Group>
      </div>
      <div className={classes.mail} data-view={view}>
        {error && <ErrorState error={error} />}
        {!error && broken && (
          <div className={classes.broken}>
            <Text mb="sm">{t("preview.broken")}</Text>
            <Issues issues={data?.issues ?? []} />
          </div>
        )}
        {!error && !broken && view === "text" && <pre className={classes.text}>{data?.text}</pre>}
        {!error && !broken && view !== "text" && (
          <MailFrame html={data?.html ?? ""} title={t("preview.title")} links="quiet" width={view} />
        )}
      </div>
    </section>
  );
}
