import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { notifyDone } from "@/shared/ui/notify";
import { archiveJourney, changeStatus } from "../api";
import { drainJourney } from "../api.running";
import type { Journey } from "../model";
import { journeyKeys, outlookQuery } from "../queries";
import { type AskNumber, AskPanel } from "./AskPanel";
import { ResumePanel } from "./ResumePanel";

export type Verb = "pause" | "resume" | "drain" | "stop" | "archive";

type Props = { journey: Journey; verb: Verb; onClose: () => void };

/** What is asked before a journey is held, let go on, emptied, ended for all or put away. */
export function ControlPanel(props: Props) {
  const { journey, verb, onClose } = props;
  if (verb === "resume") return <ResumePanel journey={journey} onClose={onClose} />;
  return <AskStatus {...props} verb={verb} />;
}

/** How many it concerns, what the next day would bring, and the one action. */
function AskStatus({ journey, verb, onClose }: Props & { verb: Exclude<Verb, "resume"> }) {
  const { t } = useTranslation(["journeys", "common"]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const outlook = useQuery(outlookQuery(journey.id));
  const ahead = outlook.data;
  const aboard = verb === "stop" ? (ahead?.aboard ?? 0) + (ahead?.parked ?? 0) : (ahead?.aboard ?? 0);
  const numbers: AskNumber[] = [
    { label: t("control.aboard"), value: t("common:count.people", { count: aboard }) },
    { label: t("control.moving"), value: t("common:count.people", { count: ahead?.moving_day ?? 0 }) },
    {
      label: t("control.mails.held"),
      value: t("control.atMost", { count: ahead?.mails_day ?? 0 }),
      help: t("control.mailsHelp"),
    },
  ];
  const run = async (reason: string) => {
    if (verb === "archive") await archiveJourney(journey.id);
    else if (verb === "drain") await drainJourney(journey.id, reason);
    else await changeStatus(journey.id, verb, reason);
    notifyDone(t(`control.${verb}.done`));
    await client.invalidateQueries({ queryKey: journeyKeys.all });
    if (verb === "archive") await navigate({ to: "/journeys" });
  };
  return (
    <AskPanel
      key={verb}
      title={t(`control.${verb}.title`)}
      numbers={verb === "archive" ? [] : numbers}
      pending={outlook.isPending}
      {...(verb === "archive"
        ? {}
        : { reason: verb === "stop" ? ("required" as const) : ("optional" as const) })}
      confirmLabel={
        verb === "drain" && journey.status === "paused"
          ? t("control.drain.confirmPaused")
          : t(`control.${verb}.confirm`, { count: aboard })
      }
      danger={verb === "stop"}
      onConfirm={run}
      onClose={onClose}
    >
      {t(
        verb === "drain" && journey.status === "paused" ? "control.drain.textPaused" : `control.${verb}.text`,
      )}
    </AskPanel>
  );
}
