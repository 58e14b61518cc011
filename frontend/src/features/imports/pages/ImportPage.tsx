import { Stepper } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { getImportOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { Import } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { DryRun } from "../components/DryRun";
import { MappingStep } from "../components/MappingStep";
import { RunStep } from "../components/RunStep";
import classes from "./ImportPage.module.css";

const STEP: Record<Import["status"], number> = {
  mapped: 1,
  checked: 2,
  queued: 3,
  running: 3,
  done: 4,
  cancelled: 4,
  failed: 4,
};

const STEPPER = { stepBody: classes.stepBody, steps: classes.steps, separator: classes.separator };

/** One list on its way in. Where it stands is the server's word, so the page can be left and come back to. */
export function ImportPage() {
  const { t } = useTranslation("imports");
  const { importId } = useParams({ from: "/console/contacts/import/$importId" });
  const query = useQuery(getImportOptions({ path: { import_id: importId } }));
  return (
    <Page>
      <PageHeader
        title={query.data?.file_name ?? t("title")}
        description={query.data && <FileFacts list={query.data} />}
        back={{ to: "/contacts/import", label: t("title") }}
      />
      <QueryView query={query}>
        {(list) => <Wizard list={list} reload={() => void query.refetch()} />}
      </QueryView>
    </Page>
  );
}

function FileFacts({ list }: { list: Import }) {
  const { t } = useTranslation("imports");
  return t("facts", {
    rows: formatNumber(list.records),
    columns: list.header.length,
    encoding: t(`encoding.${list.encoding}`),
  });
}

function Wizard({ list, reload }: { list: Import; reload: () => void }) {
  const { t } = useTranslation("imports");
  const [again, setAgain] = useState(false);
  // Every step begins at the top, wherever the button of the last one was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is the reason to scroll, not an input
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, [list.status, again]);
  const mapping = list.status === "mapped" || (list.status === "checked" && again);
  return (
    <>
      <Stepper
        active={mapping ? 1 : STEP[list.status]}
        size="xs"
        mb="lg"
        allowNextStepsSelect={false}
        wrap={false}
        classNames={STEPPER}
      >
        {(["upload", "mapping", "check", "run"] as const).map((step) => (
          <Stepper.Step key={step} label={t(`steps.${step}`)} />
        ))}
      </Stepper>
      {mapping && <MappingStep list={list} onChecked={() => setAgain(false)} />}
      {!mapping && list.status === "checked" && <DryRun list={list} onMapping={() => setAgain(true)} />}
      {!mapping && list.status !== "checked" && <RunStep list={list} onOver={reload} />}
    </>
  );
}
