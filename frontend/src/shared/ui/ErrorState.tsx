import { Button } from "@mantine/core";
import { IconAlertTriangle, IconSearchOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { ApiError } from "@/shared/api/error";
import { EmptyState } from "./EmptyState";

/** Loading changes nothing and loses nothing, so it does not speak of what was typed or saved. */
function whyNotShown(error: ApiError, t: TFunction): string {
  if (error.code === "unreachable") return t("state.unreachable");
  if (error.status >= 500 && error.code !== "database_unavailable") return t("state.serverError");
  return describeError(error);
}

/** In place of what could not be loaded: what happened, and the way to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const missing = error instanceof ApiError && error.status === 404;
  const foreign = !(error instanceof ApiError);
  const title = missing
    ? t("state.notFoundTitle")
    : foreign
      ? t("state.crashedTitle")
      : t("state.failedTitle");
  return (
    <div role="alert">
      <EmptyState
        picture={missing ? <IconSearchOff size={28} /> : <IconAlertTriangle size={28} />}
        title={title}
        text={foreign ? t("state.crashedText") : whyNotShown(error, t)}
        action={
          missing ? (
            <Button component={Link} to="/" variant="default">
              {t("state.toHome")}
            </Button>
          ) : (
            retry && (
              <Button variant="default" onClick={retry}>
                {t("action.retry")}
              </Button>
            )
          )
        }
      />
    </div>
  );
}
