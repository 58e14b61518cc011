import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { Notifications, notifications } from "@mantine/notifications";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { ApiError } from "@/shared/api/error";
import classes from "./providers.module.css";
import { themeFor, variables } from "./theme";
import "dayjs/locale/ja";

/** Client mistakes are not worth a second try; a server that stumbled is. */
function shouldRetry(count: number, error: Error): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false;
  return count < 2;
}

function showError(error: Error): void {
  if (error instanceof ApiError && error.status === 401) return;
  notifications.show({ color: "shu", message: describeError(error), autoClose: 8000, role: "alert" });
}

/** One cache for the page. A mutation that shows its own errors says `meta: { quiet: true }`. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache(),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.quiet) showError(error);
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: shouldRetry, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}

export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const theme = useMemo(() => themeFor(t("action.close"), t("action.clearField")), [t]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 0 }}>
        <QueryClientProvider client={client}>
          <Notifications
            position="bottom-left"
            containerWidth={380}
            classNames={{ root: classes.toasts ?? "" }}
          />
          {children}
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
