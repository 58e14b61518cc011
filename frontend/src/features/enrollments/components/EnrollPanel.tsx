import { Button, SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IssueNote, PanelFrame } from "@/features/journeys";
import { describeError } from "@/shared/api/describe-error";
import { enrollContacts, previewEnrollment } from "@/shared/api/generated/sdk.gen";
import type { EnrollRequest } from "@/shared/api/generated/types.gen";
import { formatNumber } from "@/shared/time/format";
import { enrollmentKeys } from "../queries";
import { EnrollDone } from "./EnrollDone";
import { LeftOutList } from "./LeftOutList";
import css from "./people.module.css";
import { type Draft, emptyDraft, SelectionFields, selectionOf } from "./SelectionFields";

const CUTS = ["PT2S", "PT10S", "PT1M"] as const;

/** Brings people in: who, a look at who would be left out and why, then the one button that says how many. */
export function EnrollPanel({ journeyId, onClose }: { journeyId: string; onClose: () => void }) {
  const { t } = useTranslation("enrollments");
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [test, setTest] = useState(false);
  const [cut, setCut] = useState<string>("PT2S");
  const selection = selectionOf(draft);
  const body = { selection, ...(test ? { test: { max_wait: cut } } : {}) } as EnrollRequest;
  const call = { path: { journey_id: journeyId }, body, throwOnError: true } as const;
  const preview = useMutation({
    meta: { quiet: true },
    mutationFn: async () => (await previewEnrollment(call)).data,
  });
  const enroll = useMutation({
    meta: { quiet: true },
    mutationFn: async () => (await enrollContacts(call)).data,
    onSuccess: () => client.invalidateQueries({ queryKey: enrollmentKeys.list(journeyId) }),
  });
  const change = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      preview.reset();
      set(value);
    };
  };
  if (enroll.data) {
    return (
      <EnrollDone
        result={enroll.data}
        onAgain={() => {
          enroll.reset();
          preview.reset();
          setDraft(emptyDraft);
        }}
        onClose={onClose}
      />
    );
  }
  const eligible = preview.data?.eligible ?? 0;
  const failure = preview.error ?? enroll.error;
  return (
    <PanelFrame
      title={t("enroll.title")}
      about={t("enroll.about")}
      onClose={onClose}
      footer={
        preview.data ? (
          <Button disabled={eligible === 0} loading={enroll.isPending} onClick={() => enroll.mutate()}>
            {t(test ? "enroll.testAction" : "enroll.action", { n: formatNumber(eligible) })}
          </Button>
        ) : (
          <Button disabled={selection === null} loading={preview.isPending} onClick={() => preview.mutate()}>
            {t("enroll.check")}
          </Button>
        )
      }
    >
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("enroll.how")}
        value={draft.by}
        data={(["emails", "filter", "all"] as const).map((by) => ({
          value: by,
          label: t(`enroll.by.${by}`),
        }))}
        onChange={(by) => change(setDraft)({ ...draft, by: by as Draft["by"] })}
      />
      <SelectionFields draft={draft} onChange={change(setDraft)} />
      <Switch
        label={t("enroll.test")}
        description={t("enroll.testHelp")}
        checked={test}
        onChange={(event) => change(setTest)(event.currentTarget.checked)}
      />
      {test && (
        <Select
          label={t("enroll.cut")}
          value={cut}
          data={CUTS.map((value) => ({ value: value as string, label: t(`enroll.cuts.${value}`) }))}
          onChange={(value) => value && change(setCut)(value)}
        />
      )}
      {failure && <IssueNote severity="error">{describeError(failure)}</IssueNote>}
      {preview.data && (
        <div className={css.box} role="status">
          <div className={css.big}>{t("enroll.people", { n: formatNumber(eligible) })}</div>
          <Text size="sm" mb="xs">
            {t(eligible > 0 ? "enroll.eligible" : "enroll.none")}
          </Text>
          <LeftOutList leftOut={preview.data.left_out} samples={preview.data.samples} />
        </div>
      )}
    </PanelFrame>
  );
}
