import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconFileUpload, IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import { uploadImport } from "@/shared/api/generated/sdk.gen";
import { Notice } from "@/shared/ui/Notice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Section } from "@/shared/ui/Section";
import { PastImports } from "../components/PastImports";
import classes from "./ImportStartPage.module.css";

export function ImportStartPage() {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation();
  const mayImport = useMay("importContacts");
  return (
    <Page width="reading">
      <PageHeader
        title={t("title")}
        description={t("description")}
        back={{ to: "/contacts", label: t("back") }}
      />
      <Stack gap="lg">
        {mayImport ? <Upload /> : <Notice>{common("state.readOnly")}</Notice>}
        <Section title={t("past.title")} flush>
          <PastImports />
        </Section>
      </Stack>
    </Page>
  );
}

function Upload() {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const [over, setOver] = useState(false);
  const upload = useMutation({
    meta: { quiet: true },
    mutationFn: async (file: File) => (await uploadImport({ body: { file }, throwOnError: true })).data,
    onSuccess: (made) => navigate({ to: "/contacts/import/$importId", params: { importId: made.id } }),
  });

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) upload.mutate(file);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={36} stroke={1.4} aria-hidden />
      <Text fw={600}>{t("upload.drop")}</Text>
      <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => file && upload.mutate(file)}>
        {(props) => (
          <Button {...props} loading={upload.isPending} leftSection={<IconUpload size={16} />}>
            {t("upload.choose")}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed">
        {t("upload.hint")}
      </Text>
      {upload.error && (
        <Alert color="shu" role="alert" ta="left">
          <Text fw={600}>{t("upload.refused", { name: upload.variables?.name ?? "" })}</Text>
          <Group>{describeError(upload.error)}</Group>
          <Text size="sm">{t("upload.kept")}</Text>
        </Alert>
      )}
    </div>
  );
}
