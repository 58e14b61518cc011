import { Button, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import { getHomeOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { BrakeView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Notice } from "@/shared/ui/Notice";
import { notifyDone } from "@/shared/ui/notify";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { setBrake, useBrake } from "../api";
import css from "../components/brake.module.css";

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
      <dl className={css.numbers}>
        <div>
          <dt>{t("journeys")}</dt>
          <dd>{t("common:count.items", { count: journeys.length })}</dd>
        </div>
        <div>
          <dt>{t("people")}</dt>
          <dd>{t("common:count.people", { count: aboard })}</dd>
        </div>
      </dl>
      <Text size="sm" lh={1.7} mb="md">
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
            <Textarea
              label={t("reason")}
              description={t("reasonHelp")}
              required
              maxLength={500}
              autosize
              minRows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
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
