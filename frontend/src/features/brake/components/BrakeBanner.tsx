import { Button } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { formatDateTime } from "@/shared/time/format";
import { unknownSpan, useBrake } from "../api";
import css from "./brake.module.css";

/** Above every page while nothing is sent at all: since when, by whom, why, and the way out. */
export function BrakeBanner() {
  const { t } = useTranslation("brake");
  const brake = useBrake().data;
  const mayRelease = useMay("manageOrganization");
  if (!brake?.since) return null;
  return (
    <div className={css.banner} role="alert">
      <IconHandStop size={22} aria-hidden="true" />
      <div className={css.text}>
        <b>{t("banner.title")}</b>
        <span>
          {brake.code
            ? t(`unknown.short.${brake.code}`, { at: formatDateTime(brake.since), ...unknownSpan(brake) })
            : t("banner.text", { at: formatDateTime(brake.since), who: brake.by ?? "" })}{" "}
          {brake.reason && t("banner.reason", { reason: brake.reason })}
        </span>
      </div>
      {mayRelease && (
        <Button component={Link} to="/settings/brake" variant="white" color="shu" size="compact-sm">
          {t("banner.open")}
        </Button>
      )}
    </div>
  );
}
