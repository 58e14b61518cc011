import { Alert, Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactPicker } from "@/features/contacts";
import { QueryView } from "@/shared/ui/QueryView";
import { mailPreviewQuery } from "../../../queries";
import css from "../form.module.css";

/** The mail as a real contact would get it. Shown in a frame that runs no scripts and loads nothing. */
export function MailPreviewFrame({ templateId }: { templateId: string }) {
  const { t } = useTranslation("journeys");
  const [contact, setContact] = useState<string | null>(null);
  const preview = useQuery({ ...mailPreviewQuery(templateId, contact), placeholderData: keepPreviousData });
  return (
    <Stack gap="xs">
      <ContactPicker
        placeholder={t("form.samplePerson")}
        label={t("form.previewFor")}
        value={contact}
        onChange={setContact}
      />
      <QueryView query={preview}>
        {(mail) =>
          mail.html || mail.subject ? (
            <div>
              <div className={css.subject}>
                <b>{mail.subject}</b>
              </div>
              <iframe className={css.preview} title={t("form.preview")} sandbox="" srcDoc={mail.html} />
            </div>
          ) : (
            <Alert color="shu">{t("form.previewFailed")}</Alert>
          )
        }
      </QueryView>
    </Stack>
  );
}
