import { Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "@/shared/ui/notify";
import { QueryView } from "@/shared/ui/QueryView";
import { rollBack } from "../api";
import { ChangeList } from "../builder/panels/ChangeList";
import type { Journey } from "../model";
import { carryingQuery, journeyKeys, publishPreviewQuery, versionQuery } from "../queries";
import { decidedOf, type Fates, isOpen, peopleMoved, spokenOf } from "../versions";
import { AskPanel } from "./AskPanel";
import { PeopleChoices } from "./PeopleChoices";
import { StartAgain } from "./StartAgain";

type Props = { journey: Journey; number: number; onClose: () => void };

/** An old version published again: what becomes different for those who enter, and for those on their way. */
export function RollbackPanel({ journey, number, onClose }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const client = useQueryClient();
  const old = useQuery(versionQuery(journey.id, number));
  const live = useQuery(versionQuery(journey.id, journey.live_version ?? number)).data;
  const preview = useQuery(publishPreviewQuery(journey.id, { version: number }));
  const [fates, setFates] = useState<Fates>({});
  const [start, setStart] = useState(false);
  const [name, setName] = useState("");
  const waiting = preview.data?.waiting ?? [];
  const decided = decidedOf(fates);
  const carried = useQuery({
    ...carryingQuery(journey.id, { version: number, people: decided }),
    enabled: Object.keys(decided).length > 0,
  }).data;
  const people = waiting.reduce((sum, row) => sum + row.people, 0);
  return (
    <AskPanel
      title={t("rollback.title", { n: number })}
      numbers={[
        { label: t("control.aboard"), value: t("common:count.people", { count: people }) },
        {
          label: t("rollback.moved"),
          value: t("common:count.people", { count: peopleMoved(waiting, fates) }),
        },
      ]}
      pending={preview.isPending || isOpen(fates) || (journey.status === "stopped" && !start)}
      reason="required"
      confirmLabel={t("rollback.confirm", { n: number })}
      onClose={onClose}
      onConfirm={async (note) => {
        const { version } = await rollBack(journey.id, number, {
          name,
          note,
          people: spokenOf(fates),
          start,
        });
        notifyDone(t("publish.done", { version }));
        await client.invalidateQueries({ queryKey: journeyKeys.all });
      }}
    >
      <Text size="sm" mb="md">
        {t("rollback.text", { n: number })}
      </Text>
      <QueryView query={old}>
        {(version) => (
          <Stack gap="md">
            {live && (
              <ChangeList
                before={live.graph}
                after={version.graph}
                title={t("rollback.changes")}
                none={t("compare.same")}
              />
            )}
            <PeopleChoices
              waiting={waiting}
              before={live?.graph ?? null}
              after={version.graph}
              fates={fates}
              carried={carried}
              onChange={setFates}
            />
          </Stack>
        )}
      </QueryView>
      <StartAgain journey={journey} start={start} onChange={setStart} />
      <TextInput
        mt="md"
        label={t("publish.name")}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </AskPanel>
  );
}
