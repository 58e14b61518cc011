import { NumberInput, Switch, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "@/shared/ui/notify";
import { QueryView } from "@/shared/ui/QueryView";
import { RESUME_CHOICES, type ResumeChoice, resumeJourney, resumePreviewQuery } from "../api.running";
import type { Journey } from "../model";
import { journeyKeys } from "../queries";
import { AskPanel } from "./AskPanel";
import { ChoiceCard } from "./ChoiceCard";
import { ResumeNumbers } from "./ResumeNumbers";

const RAMP = 500;

/** Going on after a pause: what the pause did to everybody's dates is decided here, with its numbers, before anything moves. */
export function ResumePanel({ journey, onClose }: { journey: Journey; onClose: () => void }) {
  const { t } = useTranslation(["journeys", "common"]);
  const client = useQueryClient();
  const preview = useQuery(resumePreviewQuery(journey.id));
  const [choice, setChoice] = useState<ResumeChoice>("keep_remaining");
  const [ramp, setRamp] = useState<number | null>(null);
  const aboard = preview.data?.aboard ?? journey.aboard;
  const run = async (reason: string) => {
    const { operation_id } = await resumeJourney(journey.id, { choice, ramp_per_hour: ramp, reason });
    notifyDone(t(operation_id ? "resume.begun" : "control.resume.done"));
    await client.invalidateQueries({ queryKey: journeyKeys.all });
  };
  return (
    <AskPanel
      title={t("control.resume.title")}
      numbers={[
        { label: t("resume.aboard"), value: t("common:count.people", { count: aboard }) },
        {
          label: t("resume.overdue"),
          value: t("common:count.people", { count: preview.data?.overdue ?? 0 }),
        },
      ]}
      pending={preview.isPending}
      reason="optional"
      confirmLabel={t("control.resume.confirm", { count: aboard })}
      onConfirm={run}
      onClose={onClose}
    >
      {journey.drains && (
        <Text size="sm" mb="md">
          {t("resume.drains")}
        </Text>
      )}
      <QueryView query={preview}>
        {(data) => (
          <div role="radiogroup" aria-label={t("resume.choice")}>
            <Text size="sm" fw={600} mb={6}>
              {t("resume.choice")}
            </Text>
            {RESUME_CHOICES.map((name) => (
              <ChoiceCard
                key={name}
                name={t(`resume.${name}.name`)}
                help={t(`resume.${name}.help`)}
                checked={choice === name}
                onChoose={() => setChoice(name)}
              >
                <ResumeNumbers outlook={data.choices[name]} />
              </ChoiceCard>
            ))}
          </div>
        )}
      </QueryView>
      <Switch
        mt="md"
        label={t("resume.ramp")}
        description={t("resume.rampHelp")}
        checked={ramp !== null}
        onChange={(event) => setRamp(event.currentTarget.checked ? RAMP : null)}
      />
      {ramp !== null && (
        <NumberInput
          mt="xs"
          label={t("resume.rampPerHour")}
          min={1}
          max={100_000}
          allowDecimal={false}
          thousandSeparator=","
          value={ramp}
          onChange={(value) => setRamp(Math.max(1, Number(value) || 1))}
        />
      )}
    </AskPanel>
  );
}
