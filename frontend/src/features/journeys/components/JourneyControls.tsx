import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconArchive, IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { notifyDone } from "@/shared/ui/notify";
import { archiveJourney, changeStatus } from "../api";
import type { Journey } from "../model";
import { journeyKeys } from "../queries";

type Verb = "pause" | "resume" | "stop" | "archive";

/** Pause, go on, end for all, put away: each says how many it concerns, from when, and how to undo it. */
export function JourneyControls({ journey, waiting }: { journey: Journey; waiting: number }) {
  const { t } = useTranslation("journeys");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Verb | null>(null);
  const { status, id } = journey;
  const people = formatNumber(waiting);
  const run = async (verb: Verb, reason: string) => {
    if (verb === "archive") await archiveJourney(id);
    else await changeStatus(id, verb, reason);
    notifyDone(t(`control.${verb}.done`));
    await client.invalidateQueries({ queryKey: journeyKeys.all });
    if (verb === "archive") await navigate({ to: "/journeys" });
  };
  return (
    <>
      {status === "running" && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPause size={14} />}
          onClick={() => setAsked("pause")}
        >
          {t("control.pause.open")}
        </Button>
      )}
      {status === "paused" && (
        <Button size="xs" leftSection={<IconPlayerPlay size={14} />} onClick={() => setAsked("resume")}>
          {t("control.resume.open")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("control.more")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="shu"
            leftSection={<IconPlayerStop size={16} />}
            disabled={status !== "running" && status !== "paused"}
            onClick={() => setAsked("stop")}
          >
            {t("control.stop.open")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArchive size={16} />}
            disabled={journey.aboard > 0}
            onClick={() => setAsked("archive")}
          >
            {t("control.archive.open")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <ConfirmPanel
          opened
          onClose={() => setAsked(null)}
          title={t(`control.${asked}.title`, { name: journey.name })}
          confirmLabel={t(`control.${asked}.confirm`, { people })}
          danger={asked === "stop"}
          {...(asked === "archive"
            ? {}
            : { reason: asked === "stop" ? ("required" as const) : ("optional" as const) })}
          onConfirm={(reason) => run(asked, reason)}
        >
          {t(`control.${asked}.text`, { people })}
        </ConfirmPanel>
      )}
    </>
  );
}
