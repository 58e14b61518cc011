import { Button, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { Notice } from "@/shared/ui/Notice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { createJourney, type NewJourney } from "../api";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import type { JourneyKind } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import css from "../components/gallery.module.css";
import type { GalleryItem } from "../model";
import { galleryQuery, journeyKeys } from "../queries";

/** Where a journey begins: from one that is known to work, or from an empty canvas. */
export function NewJourneyPage() {
  const { t } = useTranslation(["journeys", "common"]);
  const canEdit = useMay("editJourneys");
  const gallery = useQuery(galleryQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: createJourney,
    onSuccess: async (journey) => {
      client.setQueryData(journeyKeys.one(journey.id), journey);
      void client.invalidateQueries({ queryKey: journeyKeys.all, exact: true });
      await navigate({ to: "/journeys/$journeyId/edit", params: { journeyId: journey.id } });
    },
  });
  return (
    <Page>
      <PageHeader
        title={t("new.title")}
        description={t("new.about")}
        back={{ to: "/journeys", label: t("list.title") }}
      />
      {canEdit ? (
        <Stack gap="xl">
          <EmptyStart busy={create.isPending} onCreate={(body) => create.mutate(body)} />
          <section aria-labelledby="gallery">
            <Title order={2} id="gallery" mb="sm">
              {t("new.gallery")}
            </Title>
            <QueryView query={gallery}>
              {(items) => (
                <div className={css.gallery}>
                  {items.map((item) => (
                    <GalleryCard
                      key={item.key}
                      item={item}
                      busy={create.isPending}
                      onChoose={() =>
                        create.mutate({ name: item.name, kind: item.kind, gallery_key: item.key })
                      }
                    />
                  ))}
                </div>
              )}
            </QueryView>
          </section>
        </Stack>
      ) : (
        <Notice>{t("common:state.readOnly")}</Notice>
      )}
    </Page>
  );
}

function EmptyStart({ busy, onCreate }: { busy: boolean; onCreate: (body: NewJourney) => void }) {
  const { t } = useTranslation(["journeys", "common"]);
  const [name, setName] = useState("");
  const [kind, setKind] = useState<JourneyKind>("nurture");
  return (
    <form
      className={css.empty}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onCreate({ name: name.trim(), kind });
      }}
    >
      <Title order={2}>{t("new.empty")}</Title>
      <Text size="sm" c="dimmed">
        {t("new.emptyText")}
      </Text>
      <Group align="end" gap="sm" mt="sm">
        <TextInput
          label={t("new.name")}
          placeholder={t("new.namePlaceholder")}
          value={name}
          maxLength={200}
          required
          w={320}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("list.kind")}
          value={kind}
          w={200}
          data={(["nurture", "reengagement", "sequence"] as const).map((value) => ({
            value,
            label: t(`common:journeyKind.${value}`),
          }))}
          onChange={(value) => value && setKind(value as JourneyKind)}
        />
        <Button type="submit" variant="default" loading={busy} disabled={!name.trim()}>
          {t("new.emptyAction")}
        </Button>
      </Group>
    </form>
  );
}

function GalleryCard({ item, busy, onChoose }: { item: GalleryItem; busy: boolean; onChoose: () => void }) {
  const { t, i18n } = useTranslation(["journeys", "common"]);
  const words = useWords(item.graph);
  return (
    <article className={css.card}>
      <div className={css.picture} aria-hidden="true">
        <JourneyCanvas graph={item.graph} words={words} still />
      </div>
      <div className={css.text}>
        <Group justify="space-between" wrap="nowrap" mb={4}>
          <Title order={3}>{item.name}</Title>
          <StatusBadge>{t(`common:journeyKind.${item.kind}`)}</StatusBadge>
        </Group>
        <Text size="sm" c="dimmed" lh={1.7}>
          {item.description[i18n.language === "en" ? "en" : "ja"]}
        </Text>
        <Button mt="sm" loading={busy} onClick={onChoose} aria-label={t("new.useNamed", { name: item.name })}>
          {t("new.use")}
        </Button>
      </div>
    </article>
  );
}
