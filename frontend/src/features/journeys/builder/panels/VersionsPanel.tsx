import { Anchor, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowsDiff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import type { VersionRow } from "../../model";
import { versionsQuery } from "../../queries";
import { PanelFrame } from "./PanelFrame";
import css from "./panels.module.css";

type Props = {
  journeyId: string;
  onClose: () => void;
  /** Takes an old version as the draft; absent for those who may not. */
  onRestore?: (number: number) => void;
};

/** Published versions, newest first: to be looked at, compared with the draft, and taken up again. */
export function VersionsPanel({ journeyId, onClose, onRestore }: Props) {
  const { t } = useTranslation("journeys");
  const versions = useQuery(versionsQuery(journeyId));
  return (
    <PanelFrame title={t("versions.title")} about={t("versions.about")} onClose={onClose}>
      <QueryView query={versions}>
        {(rows) =>
          rows.length === 0 ? (
            <Text size="sm">{t("versions.none")}</Text>
          ) : (
            <div>
              {rows.map((row) => (
                <Version key={row.number} row={row} journeyId={journeyId} onRestore={onRestore} />
              ))}
            </div>
          )
        }
      </QueryView>
      <Anchor component={Link} to={`/journeys/${journeyId}/versions`} size="sm">
        {t("versions.openPage")}
      </Anchor>
    </PanelFrame>
  );
}

type RowProps = { row: VersionRow; journeyId: string; onRestore: Props["onRestore"] };

function Version({ row, journeyId, onRestore }: RowProps) {
  const { t } = useTranslation("journeys");
  const path = `/journeys/${journeyId}/versions/${row.number}`;
  const number = t("versions.number", { n: row.number });
  const name = row.name ? `${row.name} (${number})` : number;
  return (
    <div className={css.version}>
      <Anchor component={Link} to={path} fw={600} mr="xs">
        {name}
      </Anchor>
      {row.live && <StatusBadge tone="moegi">{t("versions.live")}</StatusBadge>}
      <Text size="xs" c="dimmed" component="div">
        <TimeText at={row.published_at} /> {row.published_by} ・{" "}
        {t("versions.aboard", { n: formatNumber(row.aboard) })}
      </Text>
      {row.note && <Text size="sm">{row.note}</Text>}
      <Group gap={4} mt={4} ml={-8}>
        <Button
          component={Link}
          to={path}
          search={{ with: "draft" } as never}
          variant="subtle"
          size="compact-xs"
          leftSection={<IconArrowsDiff size={14} />}
          aria-label={`${name}: ${t("versions.compareDraft")}`}
        >
          {t("versions.compareDraft")}
        </Button>
        {onRestore && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconArrowBackUp size={14} />}
            aria-label={`${name}: ${t("versions.restore")}`}
            onClick={() => onRestore(row.number)}
          >
            {t("versions.restore")}
          </Button>
        )}
      </Group>
    </div>
  );
}
