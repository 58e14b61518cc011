import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { QueryView } from "@/shared/ui/QueryView";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { versionsQuery } from "../../queries";
import { PanelFrame } from "./PanelFrame";

/** Published versions, newest first; each can be looked at as it was. */
export function VersionsPanel({ journeyId, onClose }: { journeyId: string; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const versions = useQuery(versionsQuery(journeyId));
  return (
    <PanelFrame title={t("versions.title")} about={t("versions.about")} onClose={onClose}>
      <QueryView query={versions}>
        {(rows) =>
          rows.length === 0 ? (
            <Text size="sm">{t("versions.none")}</Text>
          ) : (
            <Stack gap="md">
              {rows.map((row) => (
                <div key={row.number}>
                  <Anchor
                    component={Link}
                    to={`/journeys/${journeyId}/versions/${row.number}`}
                    fw={600}
                    mr="xs"
                  >
                    {t("versions.number", { n: row.number })}
                  </Anchor>
                  {row.live && <StatusBadge tone="moegi">{t("versions.live")}</StatusBadge>}
                  <Text size="xs" c="dimmed" component="div">
                    <TimeText at={row.published_at} /> {row.published_by} ・{" "}
                    {t("versions.aboard", { n: formatNumber(row.aboard) })}
                  </Text>
                  {row.note && <Text size="sm">{row.note}</Text>}
                </div>
              ))}
            </Stack>
          )
        }
      </QueryView>
    </PanelFrame>
  );
}
