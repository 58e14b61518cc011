import {
  IconDroplet,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";
import type { JourneyStatus } from "../model";

const LOOKS: Record<JourneyStatus, { tone: Tone; icon: typeof IconPencil }> = {
  draft: { tone: "neutral", icon: IconPencil },
  running: { tone: "moegi", icon: IconPlayerPlay },
  paused: { tone: "yamabuki", icon: IconPlayerPause },
  draining: { tone: "ai", icon: IconDroplet },
  stopped: { tone: "neutral", icon: IconPlayerStop },
};

export function JourneyStatusBadge({ status }: { status: JourneyStatus }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <StatusBadge tone={tone} icon={<Icon size={12} />}>
      {t(`journeyStatus.${status}`)}
    </StatusBadge>
  );
}
