import { Button, Group } from "@mantine/core";
import { IconArrowBackUp, IconArrowsDiff, IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { formatDateTime } from "@/shared/time/format";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import { StepPanel } from "../builder/panels/StepPanel";
import { BuilderContext, createBuilderStore } from "../builder/store";
import { useWords } from "../builder/useWords";
import { Trail } from "../components/Trail";
import { VersionCompare } from "../components/VersionCompare";
import type { Version } from "../model";
import { journeyQuery, versionQuery } from "../queries";

const FROM = "/console/journeys/$journeyId/versions/$number";

/** One published version as it was: to be looked at, compared, taken up again; never changed. */
export function VersionPage() {
  const { journeyId, number } = useParams({ from: FROM });
  const version = useQuery(versionQuery(journeyId, Number(number)));
  return (
    <QueryView query={version}>
      {(data) => <VersionView key={data.number} journeyId={journeyId} version={data} />}
    </QueryView>
  );
}

function VersionView({ journeyId, version }: { journeyId: string; version: Version }) {
  const { t } = useTranslation("journeys");
  const { with: other } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/journeys/$journeyId/versions/$number" });
  const journey = useQuery(journeyQuery(journeyId)).data;
  const canEdit = useMay("editJourneys") && journey !== undefined && journey.status !== "stopped";
  const name = journey?.name ?? version.graph.name;
  const title = t("versions.of", { name, n: version.number });
  useEffect(() => {
    document.title = `${title} · Tabiji`;
  }, [title]);
  const compare = (to: "draft" | number | null) =>
    void navigate({ search: to === null ? {} : { with: to }, replace: true });
  return (
    <div className={css.builder}>
      <div className={css.bar}>
        <Trail
          title={t("versions.number", { n: version.number })}
          way={[
            { to: "/journeys", label: t("list.title") },
            { to: `/journeys/${journeyId}`, label: name },
          ]}
        />
        <Group gap={6} wrap="nowrap">
          {other === undefined && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconArrowsDiff size={14} />}
              onClick={() => compare("draft")}
            >
              {t("compare.open")}
            </Button>
          )}
          {canEdit && (
            <Button
              component={Link}
              to={`/journeys/${journeyId}/edit`}
              search={{ restore: version.number } as never}
              variant="default"
              size="xs"
              leftSection={<IconArrowBackUp size={14} />}
            >
              {t("versions.restore")}
            </Button>
          )}
        </Group>
      </div>
      <div className={css.banner} role="note">
        <span>
          <IconEye size={16} style={{ verticalAlign: "text-bottom" }} aria-hidden="true" />{" "}
          {t("versions.readOnly", {
            at: formatDateTime(version.published_at),
            who: version.published_by ?? "",
          })}{" "}
          {version.note && t("versions.note", { note: version.note })}
        </span>
        {canEdit && (
          <Button component={Link} to={`/journeys/${journeyId}/edit`} size="compact-sm">
            {t("versions.editDraft")}
          </Button>
        )}
      </div>
      {other === undefined ? (
        <Still version={version} />
      ) : (
        <VersionCompare journeyId={journeyId} version={version} other={other} onChange={compare} />
      )}
    </div>
  );
}

function Still({ version }: { version: Version }) {
  const { t } = useTranslation("journeys");
  const words = useWords(version.graph);
  const [chosen, setChosen] = useState<string | null>(null);
  const [store] = useState(() => createBuilderStore(version.graph, 0));
  return (
    <div className={css.work}>
      <section className={css.picture} aria-label={t("canvas.region")}>
        <JourneyCanvas
          graph={version.graph}
          words={words}
          selection={chosen ? [chosen] : []}
          onSelect={setChosen}
          onClear={() => setChosen(null)}
        />
      </section>
      {chosen && (
        <BuilderContext value={store}>
          <StepPanel id={chosen} readOnly onClose={() => setChosen(null)} />
        </BuilderContext>
      )}
    </div>
  );
}
