import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

const WIDTHS = ["92%", "75%", "84%", "61%", "88%", "70%", "80%", "55%"];

/** Grey lines where text will stand; says so to screen readers once. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap={12} py="sm" role="status" aria-label={t("state.loading")}>
      {WIDTHS.slice(0, lines).map((width) => (
        <Skeleton key={width} height={14} width={width} />
      ))}
    </Stack>
  );
}
