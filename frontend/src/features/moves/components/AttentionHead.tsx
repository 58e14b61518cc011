import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/ui/PageHeader";
import { ATTENTION_VIEWS, type AttentionView } from "../answers";
import { attentionCountsQuery } from "../queries";

const COUNTED = {
  errored: "attention.choose",
  unconfirmed: "attention.chooseMails",
  stuck: "attention.choose",
  deliveries: "attention.chooseItems",
} as const;

/** What needs a person, counted by kind; choosing one shows it. */
export function AttentionHead({
  view,
  onView,
}: {
  view: AttentionView;
  onView: (view: AttentionView) => void;
}) {
  const { t } = useTranslation("moves");
  const counts = useQuery(attentionCountsQuery).data;
  return (
    <>
      <PageHeader title={t("attention.title")} description={t("attention.about")} />
      <SegmentedControl
        aria-label={t("attention.title")}
        value={view}
        maw="100%"
        style={{ overflowX: "auto" }}
        data={ATTENTION_VIEWS.map((name) => ({
          value: name as string,
          label: counts
            ? t(COUNTED[name], { kind: t(`attention.kind.${name}`), count: counts[name] })
            : t(`attention.kind.${name}`),
        }))}
        onChange={(next) => onView(next as AttentionView)}
      />
      <Text size="sm" c="dimmed" my="sm">
        {t(`attention.text.${view}`)}
      </Text>
    </>
  );
}
