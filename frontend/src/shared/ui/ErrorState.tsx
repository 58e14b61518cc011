import { Button } from "@mantine/core";
import { IconAlertTriangle, IconSearchOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { ApiError } from "@/shared/api/error";
import { EmptyState } from "./EmptyState";

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
        text={foreign ? t("state.crashedText") : describeError(error)}
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
