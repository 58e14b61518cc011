import { Box, Button, List, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import { getHomeOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { BrakeView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Figure, Figures } from "@/shared/ui/Figures";
import { Notice } from "@/shared/ui/Notice";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { ReasonField } from "@/shared/ui/ReasonField";
import { Section } from "@/shared/ui/Section";
import { setBrake, unknownSpan, useBrake } from "../api";

/** The brake for all sending of this installation: what it would hold, why, and the one button. */
export function BrakePage() {
  const { t } = useTranslation("brake");
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} />
      <QueryView query={useBrake()}>{(brake) => <Lever brake={brake} />}</QueryView>
    </>
  );
}

function Lever({ brake }: { brake: BrakeView }) {
  const { t } = useTranslation(["brake", "common"]);
  const refresh = useRefresh();
  const allowed = useMay("manageOrganization");
  const [reason, setReason] = useState("");
  const journeys = useQuery(getHomeOptions()).data?.journeys ?? [];
  const aboard = journeys.reduce((sum, journey) => sum + journey.aboard, 0);
  const { on } = brake;
  const change = useMutation({
    meta: { quiet: true },
    mutationFn: () => setBrake(!on, reason.trim()),
    onSuccess: () => {
      setReason("");
      notifyDone(t(on ? "release.done" : "pull.done"));
      void refresh();
    },
  });
  const verb = on ? "release" : "pull";
  return (
    <Section title={t(`${verb}.title`)}>
      <Figures>
        <Figure name={t("journeys")} value={t("common:count.items", { count: journeys.length })} />
        <Figure name={t("people")} value={t("common:count.people", { count: aboard })} />
      </Figures>
      {on && <Unknown brake={brake} />}
      <Text size="sm" lh={1.7} my="md">
        {t(`${verb}.text`)}
      </Text>
      {allowed ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate();
          }}
        >
          <Stack gap="md">
            <ReasonField
              label={t("reason")}
              description={t("reasonHelp")}
              value={reason}
              onChange={setReason}
            />
            {change.error && <Notice tone="warning">{describeError(change.error)}</Notice>}
            <div>
              <Button
                type="submit"
                color={on ? "ai" : "shu"}
                disabled={!reason.trim()}
                loading={change.isPending}
              >
                {t(`${verb}.confirm`)}
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <Notice>{t("onlyAdmin")}</Notice>
      )}
    </Section>
  );
}

/** Why the product pulled the brake by itself, and what to do before it is released. */
function Unknown({ brake }: { brake: BrakeView }) {
  const { t } = useTranslation("brake");
  if (!brake.code) return null;
  return (
    <Box mt="md">
      <Notice tone="warning">
        <Text size="sm" fw={600}>
          {t(`unknown.title.${brake.code}`)}
        </Text>
        <Text size="sm" lh={1.7}>
          {t(`unknown.${brake.code}`, unknownSpan(brake))}
        </Text>
        <Text size="sm" fw={600} mt="xs">
          {t("unknown.todo.title")}
        </Text>
        <List type="ordered" size="sm" withPadding>
          <List.Item>{t("unknown.todo.pause")}</List.Item>
          <List.Item>{t("unknown.todo.release")}</List.Item>
          <List.Item>{t("unknown.todo.resume")}</List.Item>
        </List>
        <Text size="sm" lh={1.7} mt="xs">
          {t("unknown.todo.known")}
        </Text>
      </Notice>
    </Box>
  );
}
