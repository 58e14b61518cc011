import { Alert, Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LeftOutList } from "@/features/enrollments";
import { describeError } from "@/shared/api/describe-error";
import { listJourneysOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { enrollContacts, previewEnrollment } from "@/shared/api/generated/sdk.gen";
import type { EnrollRequest } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Loading } from "@/shared/ui/Loading";
import { notifyDone } from "@/shared/ui/notify";

interface Props {
  selection: EnrollRequest["selection"];
  onClose: () => void;
}

/** Brings chosen people into a running journey: which one, who is left out and why, then the button that says how many. */
export function EnrollContacts({ selection, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const [journeyId, setJourneyId] = useState<string | null>(null);
  const journeys = useQuery({
    ...listJourneysOptions({ query: { limit: 200 } }),
    select: (page) => page.items.filter((journey) => journey.status === "running"),
  });
  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={t("enroll.title")}>
      <Stack gap="md">
        {journeys.data?.length === 0 ? (
          <Alert color="yamabuki">
            {t("enroll.noJourney")} <Link to="/journeys">{t("enroll.toJourneys")}</Link>
          </Alert>
        ) : (
          <Select
            label={t("enroll.journey")}
            placeholder={t("enroll.choose")}
            searchable
            data-autofocus
            data={journeys.data?.map((journey) => ({ value: journey.id, label: journey.name })) ?? []}
            value={journeyId}
            onChange={setJourneyId}
          />
        )}
        {journeyId && <Check key={journeyId} journeyId={journeyId} selection={selection} onClose={onClose} />}
      </Stack>
    </Drawer>
  );
}

function Check({ journeyId, selection, onClose }: Props & { journeyId: string }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const call = { path: { journey_id: journeyId }, body: { selection }, throwOnError: true } as const;
  const preview = useQuery({
    queryKey: ["enroll-preview", journeyId, selection],
    queryFn: async () => (await previewEnrollment(call)).data,
  });
  const enroll = useMutation({
    meta: { quiet: true },
    mutationFn: async () => (await enrollContacts(call)).data,
    onSuccess: async (result) => {
      onClose();
      if (result.operation_id) {
        await navigate({ to: "/operations/$operationId", params: { operationId: result.operation_id } });
      } else notifyDone(t("enroll.done", { count: result.enrolled }));
      await refresh();
    },
  });
  const problem = preview.error ?? enroll.error;
  const eligible = preview.data?.eligible ?? 0;
  return (
    <>
      {preview.isPending && <Loading lines={4} />}
      {preview.data && (
        <div role="status">
          <Text fw={600} size="lg" mb="xs">
            {t("enroll.eligible", { count: eligible })}
          </Text>
          <LeftOutList leftOut={preview.data.left_out} samples={preview.data.samples} />
        </div>
      )}
      {problem && (
        <Alert color="shu" role="alert">
          {describeError(problem)}
        </Alert>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {common("action.cancel")}
        </Button>
        <Button disabled={eligible === 0} loading={enroll.isPending} onClick={() => enroll.mutate()}>
          {t("enroll.submit", { count: eligible })}
        </Button>
      </Group>
    </>
  );
}
