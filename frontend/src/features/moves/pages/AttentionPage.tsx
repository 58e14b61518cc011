import { IconCircleCheck } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveGraph, useWords } from "@/features/journeys";
import { useMay } from "@/shared/access/session";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PagesView } from "@/shared/ui/PagesView";
import { type AttentionRow, type AttentionSearch, hourAfter, isMeant, type PeopleKind } from "../answers";
import { readAttention } from "../api";
import { ActPanel } from "../components/ActPanel";
import { AttentionHead } from "../components/AttentionHead";
import { AttentionPlaces } from "../components/AttentionPlaces";
import { AttentionTable } from "../components/AttentionTable";
import { DoubtfulMails } from "../components/DoubtfulMails";
import { FailedDeliveries } from "../components/FailedDeliveries";
import { FailureGroups } from "../components/FailureGroups";
import { PeopleBar } from "../components/PeopleBar";
import { WithPanel } from "../components/WithPanel";
import { actionsFor, type Selection } from "../model";
import { ATTENTION } from "../queries";

const NOBODY: ReadonlySet<string> = new Set();

/** Everything that does not go on without a person: where, how many, since when and why; and what to do about it. */
export function AttentionPage() {
  const search = useSearch({ from: "/console/attention" });
  const { kind = "errored" } = search;
  const navigate = useNavigate({ from: "/attention" });
  const show = (next: AttentionSearch) => void navigate({ search: next, replace: true });
  if (kind === "deliveries") return <FailedDeliveries onView={(next) => show({ kind: next })} />;
  if (kind === "unconfirmed") return <DoubtfulMails search={search} onShow={show} />;
  return <PeopleInNeed kind={kind} search={search} onShow={show} />;
}

type NeedProps = { kind: PeopleKind; search: AttentionSearch; onShow: (search: AttentionSearch) => void };

function PeopleInNeed({ kind, search, onShow }: NeedProps) {
  const { t } = useTranslation("moves");
  const { journey } = search;
  const [selected, setSelected] = useState(NOBODY);
  const [acting, setActing] = useState<Selection | null>(null);
  const mayAct = useMay("controlJourneys");
  const pages = usePages<AttentionRow>([...ATTENTION, kind, journey], (cursor, signal) =>
    readAttention({ kind, ...(journey ? { journey_id: journey } : {}), limit: 200 }, cursor, signal),
  );
  const clear = () => {
    setSelected(NOBODY);
    setActing(null);
  };
  const show = (next: AttentionSearch) => {
    clear();
    onShow(next);
  };
  const panel =
    acting !== null ? (
      <AttentionAct
        key={JSON.stringify(acting)}
        kind={kind}
        selection={acting}
        journeyId={
          "filter" in acting ? acting.filter.journey_id : commonJourney(pages.rows ?? [], acting.ids)
        }
        onClose={clear}
      />
    ) : null;
  const matching = filterOf({ ...search, kind });
  return (
    <WithPanel panel={panel}>
      <Page>
        <AttentionHead view={kind} onView={(next) => show({ kind: next })} />
        {kind === "errored" ? (
          <FailureGroups
            search={search}
            onChoose={show}
            onAct={mayAct ? (group) => setActing(filterOf(group)) : undefined}
          />
        ) : (
          <AttentionPlaces kind={kind} search={search} onChoose={show} />
        )}
        <PagesView pages={pages}>
          {(rows) => (
            <AttentionTable
              kind={kind}
              rows={rows.filter((row) => isMeant(search, row))}
              selected={selected}
              onSelect={mayAct ? setSelected : undefined}
              onSettle={undefined}
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

/** Everybody whom the page is narrowed to, seen or not; null where a journey has to be chosen first. */
function filterOf({ kind, journey, step, code, since }: AttentionSearch): Selection | null {
  if (!journey) return null;
  return {
    filter: {
      journey_id: journey,
      ...(step ? { node: step } : {}),
      ...(kind === "stuck" ? { stuck: true } : { status: "errored" }),
      ...(code ? { code } : {}),
      ...(since ? { failed_between: [since, hourAfter(since)] } : {}),
    },
  };
}

/** The journey of all the chosen; null when they are of several. */
function commonJourney(rows: readonly AttentionRow[], ids: readonly string[]): string | null {
  const chosen = new Set(ids);
  const found = new Set(rows.filter((row) => chosen.has(row.enrollment_id)).map((row) => row.journey.id));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

type ActProps = { kind: PeopleKind; selection: Selection; journeyId: string | null; onClose: () => void };

/** The actions for those chosen here; where to can be chosen when they are of one journey. */
function AttentionAct({ kind, selection, journeyId, onClose }: ActProps) {
  const { t } = useTranslation("moves");
  const filter = "filter" in selection ? selection.filter : null;
  const graph = useLiveGraph(journeyId ?? "");
  const words = useWords(graph);
  const about = filter ? (filter.failed_between ? "about.group" : "about.filter") : "about.selected";
  return (
    <ActPanel
      selection={selection}
      about={t(about, { count: "ids" in selection ? selection.ids.length : 0 })}
      offered={actionsFor(kind === "errored" ? "errored" : "active")}
      graph={graph}
      stepName={words.stepName}
      onClose={onClose}
    />
  );
}
