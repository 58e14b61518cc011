import { Anchor, Button, Title } from "@mantine/core";
import { IconChevronLeft, IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { formatDateTime } from "@/shared/time/format";
import { QueryView } from "@/shared/ui/QueryView";
import css from "../builder/builder.module.css";
import { JourneyCanvas } from "../builder/canvas/JourneyCanvas";
import { StepPanel } from "../builder/panels/StepPanel";
import { BuilderContext, createBuilderStore } from "../builder/store";
import { useWords } from "../builder/useWords";
import type { Version } from "../model";
import { journeyQuery, versionQuery } from "../queries";

/** One published version as it was: to be looked at, never changed. */
export function VersionPage() {
  const { journeyId, number } = useParams({ from: "/console/journeys/$journeyId/versions/$number" });
  const version = useQuery(versionQuery(journeyId, Number(number)));
  return (
    <QueryView query={version}>{(data) => <VersionView journeyId={journeyId} version={data} />}</QueryView>
  );
}

function VersionView({ journeyId, version }: { journeyId: string; version: Version }) {
  const { t } = useTranslation("journeys");
  const journey = useQuery(journeyQuery(journeyId));
  const canEdit = useMay("editJourneys");
  const words = useWords(version.graph);
  const [chosen, setChosen] = useState<string | null>(null);
  const [store] = useState(() => createBuilderStore(version.graph, 0));
  const name = journey.data?.name ?? version.graph.name;
  return (
    <div className={css.builder}>
      <div className={css.bar}>
        <div style={{ display: "flex", alignItems: "center", gap: 8 }}>
          <Anchor component={Link} to={`/journeys/${journeyId}`} aria-label={t("builder.toMonitor")}>
            <IconChevronLeft size={18} />
          </Anchor>
          <Title order={1} className={css.title}>
            {t("versions.of", { name, n: version.number })}
          </Title>
        </div>
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
    </div>
  );
}
