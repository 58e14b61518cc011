import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { JourneyUse } from "@/shared/api/generated/types.gen";

/** Which journeys would miss a thing: read before it is deleted. Nothing while it is still being asked. */
export function JourneyUses({ uses }: { uses: JourneyUse[] | undefined }) {
  const { t } = useTranslation();
  if (!uses) return null;
  if (uses.length === 0) return <Text size="sm">{t("uses.none")}</Text>;
  return (
    <>
      <Text size="sm">{t("uses.some", { count: uses.length })}</Text>
      <ul>
        {uses.map(({ id, name, live }) => (
          <li key={id}>
            <Anchor component={Link} to={`/journeys/${id}`} size="sm">
              {name}
            </Anchor>{" "}
            {t(live ? "uses.live" : "uses.draft")}
          </li>
        ))}
      </ul>
    </>
  );
}
