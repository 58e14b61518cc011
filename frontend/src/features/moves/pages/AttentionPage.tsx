import { SegmentedControl, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveGraph, useWords } from "@/features/journeys";
import { useMay } from "@/shared/access/session";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { ATTENTION_KINDS, type AttentionKind, type AttentionRow, placesOf } from "../answers";
import { readAttention } from "../api";
import { ActPanel } from "../components/ActPanel";
import { AttentionCounts } from "../components/AttentionCounts";
import { AttentionTable } from "../components/AttentionTable";
import { PeopleBar } from "../components/PeopleBar";
import { SettlePanel } from "../components/SettlePanel";
import { WithPanel } from "../components/WithPanel";
import { actionsFor, type Selection } from "../model";
import { ATTENTION, attentionCountsQuery } from "../queries";

const NOBODY: ReadonlySet<string> = new Set();
type Settling = { row: AttentionRow; how: "resend" | "dismiss" };

/** Everybody who does not go on without a person: where, how many, since when and why; and what to do about it. */
export function AttentionPage() {
  const { t } = useTranslation("moves");
  const { kind = "errored", journey, step } = useSearch({ from: "/console/attention" });
  const navigate = useNavigate({ from: "/attention" });
  const counts = useQuery(attentionCountsQuery).data;
  const graph = useLiveGraph(journey ?? "");
  const words = useWords(journey ? graph : null);
  const [selected, setSelected] = useState(NOBODY);
  const [acting, setActing] = useState<Selection | null>(null);
  const [settling, setSettling] = useState<Settling | null>(null);
  const mayAct = useMay("controlJourneys");
  const pages = usePages<AttentionRow>([...ATTENTION, kind, journey], (cursor, signal) =>
    readAttention({ kind, ...(journey ? { journey_id: journey } : {}), limit: 200 }, cursor, signal),
  );
  const clear = () => {
    setSelected(NOBODY);
    setActing(null);
    setSettling(null);
  };
  const show = (next: { kind?: AttentionKind; journey?: string; step?: string }) => {
    clear();
    void navigate({ search: next, replace: true });
  };
  const matching: Selection | null =
    journey && kind !== "unconfirmed"
      ? {
          filter: {
            journey_id: journey,
            ...(step ? { node: step } : {}),
            ...(kind === "errored" ? { status: "errored" } : { stuck: true }),
          },
        }
      : null;
  const panel =
    acting !== null ? (
      <ActPanel
        key={JSON.stringify(acting)}
        selection={acting}
        about={"ids" in acting ? t("about.selected", { count: acting.ids.length }) : t("about.filter")}
        offered={actionsFor(kind === "errored" ? "errored" : "active")}
        graph={journey ? graph : null}
        stepName={words.stepName}
        onClose={clear}
      />
    ) : settling !== null ? (
      <SettlePanel key={settling.row.message_id} {...settling} onClose={clear} />
    ) : null;
  return (
    <WithPanel panel={panel}>
      <Page>
        <PageHeader title={t("attention.title")} description={t("attention.about")} />
        <SegmentedControl
          aria-label={t("attention.title")}
          value={kind}
          data={ATTENTION_KINDS.map((name) => ({
            value: name as string,
            label: t("attention.choose", { kind: t(`attention.kind.${name}`), count: counts?.[name] ?? 0 }),
          }))}
          onChange={(next) => show({ kind: next as AttentionKind, ...(journey ? { journey } : {}) })}
        />
        <Text size="sm" c="dimmed" my="sm">
          {t(`attention.text.${kind}`)}
        </Text>
        <AttentionCounts
          counts={placesOf(pages.rows ?? [])}
          journey={journey ?? null}
          step={step ?? null}
          onChoose={(place) => show({ kind, ...place })}
        />
        <PagesView pages={pages}>
          {(rows) => (
            <AttentionTable
              kind={kind}
              rows={step ? rows.filter((row) => row.node === step) : rows}
              selected={selected}
              onSelect={mayAct && kind !== "unconfirmed" ? setSelected : undefined}
              onSettle={mayAct ? (row, how) => setSettling({ row, how }) : undefined}
              more={pages.more}
              empty={
                <EmptyState
                  picture={<IconCircleCheck size={28} />}
                  title={t("attention.none")}
                  text={t("attention.noneText")}
                />
              }
            />
          )}
        </PagesView>
        {selected.size > 0 && acting === null && (
          <PeopleBar
            selected={selected.size}
            all={false}
            onAll={matching ? () => setActing(matching) : null}
            onAct={() => setActing({ ids: [...selected] })}
            onClear={clear}
          />
        )}
      </Page>
    </WithPanel>
  );
}
