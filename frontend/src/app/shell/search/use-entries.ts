import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/shared/access/session";
import { searchOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { type Entry, hitEntry, ownEntries, type Words } from "./entries";

interface Found {
  entries: Entry[];
  /** The server has not answered yet for what is typed now. */
  busy: boolean;
  error: unknown;
}

/** Lines for what is typed: found by the server first, then pages and actions. */
export function useEntries(text: string): Found {
  const role = useAccount()?.role;
  const words = useWords();
  const [q] = useDebouncedValue(text.trim(), 120);
  const asked = q !== "";
  const found = useQuery({
    ...searchOptions({ query: { q } }),
    enabled: asked,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const entries = useMemo(() => {
    const hits = asked ? (found.data?.items ?? []).map((hit) => hitEntry(hit, words)) : [];
    return [...hits, ...ownEntries(text, role, words)];
  }, [asked, found.data, text, role, words]);
  return {
    entries,
    busy: text.trim() !== q || (asked && found.isFetching),
    error: asked ? found.error : null,
  };
}

function useWords(): Words {
  const { t, i18n } = useTranslation();
  const { t: settings } = useTranslation("settings");
  return useMemo(
    () => ({
      page: (key) => t(`nav.${key}`),
      setting: (key) => settings(`nav.${key}`),
      settings: settings("title"),
      action: (key) => t(`search.actions.${key}`),
      journeyKind: (kind) =>
        i18n.exists(`journeyKind.${kind}`) ? t(`journeyKind.${kind}` as "journeyKind.nurture") : kind,
    }),
    [t, settings, i18n],
  );
}
