import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconArchive,
  IconDots,
  IconDroplet,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Journey } from "../model";
import type { Verb } from "./ControlPanel";

type Props = { journey: Journey; onAsk: (verb: Verb) => void };

/** The ways to hold or end a journey; each is asked about in the panel beside the picture. */
export function JourneyControls({ journey, onAsk }: Props) {
  const { t } = useTranslation("journeys");
  const { status } = journey;
  const mayStop = status === "running" || status === "paused" || status === "draining";
  const mayPause = status === "running" || status === "draining";
  const mayDrain = status === "running" || (status === "paused" && !journey.drains);
  return (
    <>
      {mayPause && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPause size={14} />}
          onClick={() => onAsk("pause")}
        >
          {t("control.pause.open")}
        </Button>
      )}
      {status === "paused" && (
        <Button size="xs" leftSection={<IconPlayerPlay size={14} />} onClick={() => onAsk("resume")}>
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
          {mayDrain && (
            <Menu.Item leftSection={<IconDroplet size={16} />} onClick={() => onAsk("drain")}>
              {t("control.drain.open")}
            </Menu.Item>
          )}
          {mayStop && (
            <Menu.Item color="shu" leftSection={<IconPlayerStop size={16} />} onClick={() => onAsk("stop")}>
              {t("control.stop.open")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconArchive size={16} />}
            disabled={journey.aboard > 0}
            title={journey.aboard > 0 ? t("control.archive.refused") : undefined}
            onClick={() => onAsk("archive")}
          >
            {t("control.archive.open")}
            {journey.aboard > 0 && <small style={{ display: "block" }}>{t("control.archive.refused")}</small>}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
