import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "./EmptyState";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      picture={<IconSearchOff size={28} />}
      title={t("state.notFoundTitle")}
      text={t("state.notFoundText")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("state.toHome")}
        </Button>
      }
    />
  );
}
