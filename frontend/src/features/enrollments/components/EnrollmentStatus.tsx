import {
  IconCheck,
  IconHandStop,
  IconLogout,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "@/shared/ui/StatusBadge";
import type { Status } from "../model";

const LOOKS: Record<Status, { tone: Tone; icon: typeof IconCheck }> = {
  active: { tone: "ai", icon: IconPlayerPlay },
  paused: { tone: "yamabuki", icon: IconPlayerPause },
  completed: { tone: "moegi", icon: IconCheck },
  exited: { tone: "neutral", icon: IconLogout },
  stopped: { tone: "yamabuki", icon: IconHandStop },
  errored: { tone: "shu", icon: IconX },
};

/** Where a trip stands; one that reached the goal says so. */
export function EnrollmentStatus({ status, reason }: { status: Status; reason?: string | null }) {
  const { t } = useTranslation("enrollments");
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <StatusBadge tone={tone} icon={<Icon size={12} />}>
      {status === "completed" && reason === "goal" ? t("status_goal") : t(`status.${status}`)}
    </StatusBadge>
  );
}
